#pragma once

#include <optional>
#include <vector>

#include "geometry/mesh.h"
#include "reconstruct/picture_layer.h"
#include "reconstruct/reconstruction_view.h"
#include "render/raytracer.h"

namespace syncdreamer {

/// The colours of a surface as views of it show them, under those of a picture that is no guess, if there is one.
///
/// A view counts where nothing stands between it and the place, by the fourth power of the cosine between the surface's
/// normal and the view's direction, and by how many pixels it has for an area. Pixels that the object covers by
/// less than 9/10 do not count; those within 2 pixels (of the median view) of a silhouette or of a jump in depth have a
/// thousandth of their weight, since the surface may be misplaced there.
class SurfaceColors {
 public:
  /// \param views    are asked as long as this lives.
  /// \param picture  whose colours lie over those of the views, or null.
  SurfaceColors(const Mesh& mesh, const std::vector<ReconstructionView>& views,
                const ReconstructionView* picture = nullptr);
  SurfaceColors(const Mesh& mesh, std::vector<ReconstructionView>&& views) = delete;
  SurfaceColors(SurfaceColors&&) = delete;  // the layer asks the tracer where it is

  /// The weighted mean of the views' colours under the picture's, sRGB-coded, 0 to 1; nothing if neither sees the
  /// place. May be called from several threads at once.
  ///
  /// \param normal  unit vector.
  std::optional<Vec3> at(Vec3 position, Vec3 normal) const;

 private:
  struct Contribution {
    Vec3 color;
    double weight;
  };

  std::optional<Vec3> seen_by_views(Vec3 position, Vec3 normal) const;
  std::vector<float> trusted_pixels(const ReconstructionView& view, int edge_radius) const;
  /// What one view says of a place, unless it does not see it.
  std::optional<Contribution> seen_in(std::size_t view, Vec3 position, Vec3 normal) const;

  const std::vector<ReconstructionView>& views_;
  RayTracer tracer_;
  std::optional<PictureLayer> layer_;
  std::vector<std::vector<float>> trust_;  ///< per view and pixel, 0 or 1
  std::vector<double> sharpness_;          ///< per view: pixels for an area, relative to the median view
};

}  // namespace syncdreamer
