#include "model/view_cameras.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "core/error.h"

namespace syncdreamer {

ViewCameras ViewCameras::to(at::Device device) const {
  return {cam_from_world.to(device), intrinsics.to(device), azimuth.to(device), elevation.to(device), image_size};
}

ViewCameras view_cameras(const std::vector<Viewpoint>& viewpoints, std::int64_t image_size) {
  check(!viewpoints.empty() && image_size > 0, "view_cameras: at least one viewpoint and a positive size are needed");
  const auto num_views = static_cast<std::int64_t>(viewpoints.size());
  ViewCameras views{at::zeros({num_views, 3, 4}), at::zeros({num_views, 3, 3}), at::zeros({num_views}),
                    at::zeros({num_views}), image_size};
  auto poses = views.cam_from_world.accessor<float, 3>();
  auto intrinsics = views.intrinsics.accessor<float, 3>();
  auto azimuth = views.azimuth.accessor<float, 1>();
  auto elevation = views.elevation.accessor<float, 1>();
  for (std::int64_t k = 0; k < num_views; ++k) {
    const Viewpoint& viewpoint = viewpoints[static_cast<std::size_t>(k)];
    const Camera camera = camera_at(viewpoint, static_cast<int>(image_size));
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 3; ++column)
        poses[k][row][column] = static_cast<float>(camera.rotation(row, column));
      poses[k][row][3] = static_cast<float>(camera.translation[row]);
    }
    intrinsics[k][0][0] = static_cast<float>(camera.fx);
    intrinsics[k][0][2] = static_cast<float>(camera.cx);
    intrinsics[k][1][1] = static_cast<float>(camera.fy);
    intrinsics[k][1][2] = static_cast<float>(camera.cy);
    intrinsics[k][2][2] = 1;
    const double turns = std::floor((viewpoint.azimuth + std::numbers::pi) / (2 * std::numbers::pi));
    azimuth[k] = static_cast<float>(viewpoint.azimuth - turns * 2 * std::numbers::pi);
    elevation[k] = static_cast<float>(viewpoint.elevation);
  }
  return views;
}

}  // namespace syncdreamer
