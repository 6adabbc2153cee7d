#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/progress.h"
#include "reconstruct/field_grid.h"
#include "reconstruct/reconstruction_view.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// How a FieldGrid is fitted to views.
struct SurfaceFitOptions {
  int coarse_size = 64;
  int fine_size = 128;
  int coarse_steps = 150;
  int fine_steps = 150;
  int rays_per_step = 6144;
  double band = 0.04;
  double color_weight = 5;
  double mask_weight = 1.0;
  double eikonal_weight = 0.1;
  double curvature_weight = 0.05;
  double area_weight = 0.02;
  double smooth_color_weight = 0.1;
  double distance_rate = 0.1;
  double color_rate = 0.03;
  double start_softness = 2.0;
  double end_softness = 0.5;
  std::uint64_t seed = 1;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("coarse_size", self.coarse_size, "samples a side of the grid in the first stage, 4 to 512");
    field("fine_size", self.fine_size, "samples a side of the grid in the second stage, 4 to 512");
    field("coarse_steps", self.coarse_steps, "optimization steps of the first stage");
    field("fine_steps", self.fine_steps, "optimization steps of the second stage");
    field("rays_per_step", self.rays_per_step, "random rays of a step");
    field("band", self.band,
          "how far outside of the visual hull a fit looks for the surface, 0 to 1 object units; at least two grid "
          "spacings, and where views agree (IoU of the hull above 0.95) the mesh ends half a hull sample beside it");
    field("color_weight", self.color_weight, "weight of the colour error");
    field("mask_weight", self.mask_weight, "weight of the squared error of the masks");
    field("eikonal_weight", self.eikonal_weight, "weight of the gradient's deviation from length 1");
    field("curvature_weight", self.curvature_weight, "weight of the squared Laplacian");
    field("area_weight", self.area_weight, "weight of the surface's area");
    field("smooth_color_weight", self.smooth_color_weight, "weight of the colours' differences");
    field("distance_rate", self.distance_rate, "learning rate of the distance, grid spacings a step");
    field("color_rate", self.color_rate, "learning rate of the colour");
    field("start_softness", self.start_softness,
          "width of the surface's soft edge at the start of a stage, grid spacings; at least twice that at the end");
    field("end_softness", self.end_softness, "the same at its end; at least 0.8 pixels");
    field("fit_seed", self.seed, "seed of the choice of rays, and of the weights of neus");
  }

  bool operator==(const SurfaceFitOptions&) const = default;

  /// \throws InputError for a value out of range.
  void check_ranges() const;

  /// \throws InputError if the grids need more than this memory.
  void check_memory(std::uint64_t bytes) const;
};

/// The terms of a fit's loss, weights included.
struct FitLosses {
  double color = 0, mask = 0, regularization = 0;

  double total() const { return color + mask + regularization; }
  FitLosses operator+(const FitLosses& other) const {
    return {color + other.color, mask + other.mask, regularization + other.regularization};
  }
};

/// What a fit ends with.
struct FittedSurface {
  FieldGrid grid;
  FitLosses losses;        ///< means over the last tenth of the steps
  int left_out_steps = 0;  ///< steps whose loss was not finite
};

/// Fits a surface to views: the rendering equation and losses of NeuS on a dense grid instead of networks, starting
/// from the visual hull, from a coarse grid to a fine one. Derivatives are analytic; the threads of OpenMP share the
/// rays.
///
/// Instead of learning the sharpness, each stage raises it along a geometric sequence, to no more than what the views'
/// pixels can show: sharper, the surface would follow the noise of their edges.
///
/// \return nothing if it was stopped, which is asked for after every step.
/// \throws InputError if the loss stays infinite, no view looks at the hull, or an option is out of range.
std::optional<FittedSurface> fit_surface(const std::vector<ReconstructionView>& views, const VisualHull& hull,
                                         const SurfaceFitOptions& options, const Reporter& reporter);

}  // namespace syncdreamer
