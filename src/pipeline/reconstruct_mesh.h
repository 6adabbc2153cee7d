#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "core/progress.h"
#include "geometry/mesh.h"
#include "pipeline/view_source.h"
#include "reconstruct/reconstruction_view.h"
#include "reconstruct/surface_fit.h"
#include "reconstruct/turntable.h"
#include "reconstruct/view_agreement.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// How views become a surface.
enum class ReconstructionMethod {
  automatic,  ///< volume where there is one that shows what the views show, otherwise fast
  volume,     ///< the surface of the lifted volume that the views come from: seconds
  fast,       ///< the rendering equation of NeuS on a dense grid, from the visual hull: some 10 s on a CPU
  neus,       ///< NeuS as the paper's authors configured it: minutes on a GPU, days on a CPU
  hull,       ///< the visual hull alone: seconds, a preview
};

constexpr auto enum_names(ReconstructionMethod) {
  using enum ReconstructionMethod;
  return std::array{std::pair{automatic, "auto"}, std::pair{volume, "volume"}, std::pair{fast, "fast"},
                    std::pair{neus, "neus"}, std::pair{hull, "hull"}};
}

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
    field("faces", self.num_faces, "about how many triangles the mesh has, 100 to 10,000,000");
    field("texture_size", self.texture_size, "width and height of the texture, 64 to 8192 pixels");
    field("picture_colors", self.picture_colors,
          "of create: what the input picture shows has its colours, if the surface fits it");
    field("neus_steps", self.neus_steps, "training steps of the method neus");
    field("neus_rays", self.neus_rays, "rays of a step of the method neus, an eighth of them on the object");
    field("neus_mesh_size", self.neus_mesh_size, "samples a side at which the method neus extracts its mesh");
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

/// A mesh and how it came about.
struct Reconstruction {
  ReconstructionMethod method = ReconstructionMethod::automatic;  ///< that was used, never `automatic`
  Mesh mesh;                              ///< textured, closed unless said otherwise, in the frame of the cameras
  Mesh colored_mesh;                      ///< the same surface with vertex colours, before it was cut into charts
  VisualHull hull;                        ///< of the masks of the used views
  std::vector<ViewAgreement> agreements;  ///< of the mesh and the views
  std::optional<ViewAgreement> picture_agreement;  ///< of the mesh and the source's picture, if there is one
  bool has_picture_colors = false;                 ///< whether that picture coloured what it shows
  std::vector<int> used_views, empty_views;        ///< by number; empty ones show nothing and were left out
  std::size_t num_components = 0, num_dropped_components = 0;
  bool watertight = false;
  std::int64_t euler_number = 0;
  std::vector<std::pair<std::string, double>> losses;   ///< at the end of a fit, by name
  std::vector<std::pair<std::string, double>> seconds;  ///< by stage, in order

  /// Used views whose silhouettes contradict the others', by number.
  std::vector<int> disagreeing_views() const;
};

/// The surface of the object that the views show. Objects are expected in the unit cube around the origin.
///
/// Views that show nothing are left out and views that disagree with the others reported, both with a warning. Where
/// the fit explains the silhouettes much worse than the visual hull, as with very thin objects, the hull is taken.
/// keep_needed_parts says which parts of the surface stay; parts that are seen and left out are warned of.
///
/// \param should_stop  asked now and then; may be empty.
/// \param source       What the views come from. With the method `volume` the surface is that of its volume; where that
///                     has no object, or with `automatic` much less of what the views show than they have in common,
///                     the views are fitted instead, with a warning. Its picture colours what it shows unless the
///                     mesh's silhouette differs much from its own.
/// \return nothing if it was stopped.
/// \throws InputError if fewer than three views show anything; ContradictoryViewsError if a surface is to be made of
/// views that have no object in common.
std::optional<Reconstruction> reconstruct_mesh(const std::vector<ReconstructionView>& views,
                                               const ReconstructOptions& options, const Reporter& reporter,
                                               const std::function<bool()>& should_stop = {},
                                               const ViewSource& source = {});

}  // namespace syncdreamer
