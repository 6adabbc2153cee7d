#include "model/camera_tensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "geometry/camera.h"

namespace syncdreamer {
namespace {

TEST(CameraTensors, poses_equal_those_of_the_camera_class) {
  const at::Tensor azimuth = at::tensor({0.0, 1.0, -2.5}, at::kDouble),
                   elevation = at::tensor({0.5, -0.2, 1.1}, at::kDouble);
  const at::Tensor poses = camera_poses(azimuth, elevation, 1.7);
  ASSERT_EQ(poses.sizes(), (at::IntArrayRef{3, 3, 4}));
  for (int i = 0; i < 3; ++i) {
    const Camera camera = camera_at({azimuth[i].item<double>(), elevation[i].item<double>(), 1.7}, 256);
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) EXPECT_NEAR(poses[i][r][c].item<double>(), camera.rotation(r, c), 1e-12);
      EXPECT_NEAR(poses[i][r][3].item<double>(), camera.translation[r], 1e-12);
    }
  }
}

TEST(CameraTensors, intrinsics_scale_with_the_picture) {
  const at::Tensor intrinsics = camera_intrinsics(64);
  EXPECT_FLOAT_EQ(intrinsics[0][0].item<float>(), 70);
  EXPECT_FLOAT_EQ(intrinsics[1][2].item<float>(), 32);
  EXPECT_FLOAT_EQ(intrinsics[2][2].item<float>(), 1);
}

}  // namespace
}  // namespace syncdreamer
