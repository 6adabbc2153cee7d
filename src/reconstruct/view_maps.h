#pragma once

#include "image/image.h"
#include "reconstruct/reconstruction_view.h"
#include "render/scene.h"

namespace syncdreamer {

/// The depth that a step of ViewMaps::depth stands for, object units; what nerfstudio expects.
inline constexpr double kDepthMapUnit = 0.001;

/// What a view shows of the object, and what a mesh of it has behind each pixel: for compositing, relighting and
/// image models that are guided by maps.
struct ViewMaps {
  /// Straight RGBA: the picture without its white background, opaque as far as the object covers the pixel.
  Image cutout;
  /// RGBA: the mesh's unit normals in the camera's frame (x right, y up, z towards the camera), -1 to 1 as 0 to 255;
  /// transparent beside the mesh.
  Image normals;
  /// Along the camera's z axis in steps of kDepthMapUnit; 0 beside the mesh, 65535 at 65.535 object units or more.
  DepthImage16 depth;
};

/// The maps of a view of the scene.
ViewMaps view_maps(const Scene& scene, const ReconstructionView& view);

}  // namespace syncdreamer
