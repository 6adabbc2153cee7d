#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "core/named_enum.h"
#include "core/progress.h"
#include "reconstruct/surface_fit.h"
#include "reconstruct/turntable.h"

namespace syncdreamer {

/// How views become a surface.
enum class ReconstructionMethod {
  automatic,  ///< volume where there is one that shows what the views show, otherwise fast
  volume,     ///< the surface of the lifted volume that the views come from: seconds
  fast,       ///< the rendering equation of NeuS on a dense grid, from the visual hull: some 10 s on a CPU
  neus,       ///< NeuS as the paper's authors configured it: for GPUs, a day or more on a CPU
  hull,       ///< the visual hull alone: seconds, a preview
};

constexpr auto enum_names(ReconstructionMethod) {
  using enum ReconstructionMethod;
  return std::array{std::pair{automatic, "auto"}, std::pair{volume, "volume"}, std::pair{fast, "fast"},
                    std::pair{neus, "neus"}, std::pair{hull, "hull"}};
}

inline constexpr int kMaxTextureSize = 8192;  ///< pixels a side

/// \throws InputError for a method that needs more than views: `volume`.
void check_is_of_views(ReconstructionMethod method);

struct ReconstructOptions {
  ReconstructionMethod method = ReconstructionMethod::automatic;
  bool on_ground = true;
  double least_part = 0.1;
  int num_faces = 30000;
  int texture_size = 1024;
  bool picture_colors = true;
  std::int64_t neus_steps = 2000;
  std::int64_t neus_rays = 4096;
  int neus_mesh_size = 256;
  std::string neus_device = "auto";  ///< see choose_device; the commands' --device
  SurfaceFitOptions fit = {};
  TurntableOptions turntable = {};
  bool maps = false;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field(
        "method", self.method,
        "fast (fitted to the views, some 10 s on a CPU), neus (as the paper; for GPUs), hull (a preview), volume (the "
        "shape that a model with a lifted volume sees in the picture: only create has one) or auto (volume where "
        "there is one, otherwise fast)");
    field("on_ground", self.on_ground, "end a fitted object flat where no view sees its underside");
    field("least_part", self.least_part,
          "parts with less than this share of the largest part's surface are left out; 1 keeps the largest alone");
    field("faces", self.num_faces, "about how many triangles the mesh has at most, 100 to 10,000,000");
    field("texture_size", self.texture_size,
          "width and height of the texture, 64 to 8192 pixels; 4096 takes some ten seconds more");
    field("picture_colors", self.picture_colors,
          "of create: what the input picture shows has its colours, if the surface fits it");
    field("neus_steps", self.neus_steps, "training steps of the method neus");
    field("neus_rays", self.neus_rays, "rays of a step of the method neus, an eighth of them on the object");
    field("neus_mesh_size", self.neus_mesh_size,
          "samples a side at which the method neus extracts its mesh, 16 to 1024");
    field("fit", self.fit, "the fit of the method fast");
    field("turntable", self.turntable, "the video of the mesh");
    field("maps", self.maps, "also write maps of the views: cut-outs with alpha, normals and depth of the mesh");
  }

  /// \throws InputError for a value out of range.
  void check_ranges() const;

  /// \throws InputError if the texture, the video or the grids of the method, or of the fit that it may turn to, would
  /// take more memory than this.
  void check_memory(std::uint64_t bytes) const;
};

/// Warns of options of the fit, other than by default, that a method does not take.
void warn_of_idle_fit_options(ReconstructionMethod method, const SurfaceFitOptions& fit, SurfaceFitOptions by_default,
                              const Reporter& reporter);

}  // namespace syncdreamer
