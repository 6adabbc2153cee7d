#include "reconstruct/view_maps.h"

#include <algorithm>
#include <cmath>

#include "render/pixel_color.h"

namespace syncdreamer {
namespace {

/// Takes the white out of a colour that covers its pixel in part.
std::uint8_t without_white(std::uint8_t mixed, float coverage) {
  return byte_from_unit((static_cast<float>(mixed) / 255 - (1 - coverage)) / coverage);
}

Image cutout_of(const ReconstructionView& view) {
  Image cutout(view.camera.width, view.camera.height, 4);
  for (int y = 0; y < cutout.height; ++y) {
    for (int x = 0; x < cutout.width; ++x) {
      const float coverage = view.coverage(x, y);
      if (coverage <= 0) continue;
      for (int c = 0; c < 3; ++c) cutout.at(x, y, c) = without_white(view.image.at(x, y, c), coverage);
      cutout.at(x, y, 3) = byte_from_unit(coverage);
    }
  }
  return cutout;
}

std::uint16_t depth_level(double depth) {
  return static_cast<std::uint16_t>(std::clamp(std::round(depth / kDepthMapUnit), 1.0, 65535.0));
}

}  // namespace

ViewMaps view_maps(const Scene& scene, const ReconstructionView& view) {
  const Camera& camera = view.camera;
  const Vec3 origin = camera.centre();
  ViewMaps maps{cutout_of(view), Image(camera.width, camera.height, 4), DepthImage16(camera.width, camera.height)};
  for_each_pixel_ray(camera, [&](int x, int y, const Vec3& direction) {
    const auto point = scene.trace(origin, direction);
    if (!point) return;
    const Vec3 normal = camera.rotation * point->shading_normal;  // OpenCV's axes
    const Vec3 shown{normal.x, -normal.y, -normal.z};
    set_pixel(maps.normals, x, y, (shown + Vec3{1, 1, 1}) / 2);
    maps.normals.at(x, y, 3) = 255;
    maps.depth.at(x, y) = depth_level(camera.cam_from_world(point->position).z);
  });
  return maps;
}

}  // namespace syncdreamer
