#pragma once

#include <vector>

#include "image/image.h"
#include "reconstruct/reconstruction_view.h"
#include "render/raytracer.h"

namespace syncdreamer {

/// What a picture of an object paints on its surface, over the colours that views of it have: a picture that was taken
/// is no guess, as views that a model makes are.
///
/// The silhouettes of the surface and of the picture differ in places. So the object's colours are continued beyond
/// its silhouette in the picture, and thin out over 0.064 object units; and just behind the rim of something nearer,
/// 0.008 to 0.02 object units wide, where it may be the rim that the picture shows, they give way to the views'.
class PictureLayer {
 public:
  /// \param tracer  of the surface; is asked as long as this lives.
  PictureLayer(const RayTracer& tracer, const ReconstructionView& picture);

  struct Paint {
    Vec3 color;          ///< sRGB-coded, 0 to 1
    double opacity = 0;  ///< 0 to 1
  };

  /// The paint at a place of the surface: none where something hides it from the picture's camera, and where the
  /// cosine between its normal and the direction to the camera is below 0.12; all of it from 0.32 on. May be called
  /// from several threads at once.
  ///
  /// \param normal  unit vector.
  Paint at(Vec3 position, Vec3 normal) const;

 private:
  const RayTracer& tracer_;
  Camera camera_;
  Image colors_;
  std::vector<float> opacity_;  ///< per pixel
};

}  // namespace syncdreamer
