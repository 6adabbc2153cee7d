#include "model/volume_renderer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "model/camera_tensors.h"
#include "nn/autocast.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

struct Scene {
  at::Tensor density, color, poses;
};

Scene random_scene(int side) {
  at::manual_seed(3);
  Scene scene;
  scene.density = 8 * at::rand({2, side, side, side});
  scene.color = at::rand({2, 3, side, side, side});
  const at::Tensor azimuth = at::tensor({0.0, 1.3, 4.0, 5.5}).to(at::kFloat).reshape({2, 2});
  scene.poses = camera_poses(azimuth, at::full_like(azimuth, 0.5));
  return scene;
}

TEST(VolumeRenderer, uniform_density_absorbs_as_beer_and_lambert_say) {
  Scene scene = random_scene(4);
  scene.density = at::full({1, 4, 4, 4}, 1.7);
  scene.color = at::zeros({1, 3, 4, 4, 4});
  const at::Tensor azimuth = at::zeros({1, 1});
  const at::Tensor picture = render_volume(scene.density, scene.color, camera_poses(azimuth, azimuth), 9);
  // The central ray enters the cube of side 1.04 perpendicular to a face; the colour is black before white.
  const double left = std::exp(-1.7 * 1.04);
  EXPECT_NEAR(picture[0][0][0][4][4].item<double>(), left, 1e-5);
  EXPECT_NEAR(picture[0][0][3][4][4].item<double>(), 1 - left, 1e-5);
}

TEST(VolumeRenderer, empty_volume_is_white_and_transparent) {
  const Scene scene = random_scene(4);
  const at::Tensor picture = render_volume(at::zeros_like(scene.density), scene.color, scene.poses, 8);
  EXPECT_EQ((picture.slice(2, 0, 3) - 1).abs().max().item<float>(), 0);
  EXPECT_EQ(picture.select(2, 3).abs().max().item<float>(), 0);
}

/// On the device that SYNCDREAMER_DEVICE names, where there may be another kernel.
TEST(VolumeRendererGolden, kernel_equals_operators_forward_and_backward) {
  const Scene scene = random_scene(6);
  const auto here = [](const at::Tensor& x) { return x.to(test_device()); };
  const at::Tensor weight = here(at::rand({2, 2, 4, 12, 12}));
  at::Tensor pictures[2], gradients[2][2];
  for (int i = 0; i < 2; ++i) {
    at::Tensor density = here(scene.density.clone()).set_requires_grad(true),
               color = here(scene.color.clone()).set_requires_grad(true);
    pictures[i] = (i == 0 ? render_volume : render_volume_by_operators)(density, color, here(scene.poses), 12, {});
    (pictures[i] * weight).sum().backward();
    gradients[i][0] = density.grad();
    gradients[i][1] = color.grad();
  }
  EXPECT_LT((pictures[0] - pictures[1]).abs().max().item<double>(), 1.5e-4);  // rays stop at a transmittance of 1e-4
  for (int k = 0; k < 2; ++k) {
    const double scale = gradients[1][k].abs().max().item<double>();
    EXPECT_GT(scale, 0);
    EXPECT_LT((gradients[0][k] - gradients[1][k]).abs().max().item<double>(), 2e-3 * scale);
  }
}

TEST(VolumeRenderer, does_not_lose_rays_to_smaller_numbers) {
  const Scene scene = random_scene(6);
  const auto picture_and_gradient = [&] {
    const at::Tensor density = scene.density.clone().set_requires_grad(true);
    const at::Tensor picture = render_volume(density, scene.color, scene.poses, 12);
    picture.square().sum().backward();
    return std::array{picture.detach(), density.grad()};
  };
  const auto expected = picture_and_gradient();
  const Autocast autocast(autocast_to(at::kCPU, at::kBFloat16));
  const auto found = picture_and_gradient();
  EXPECT_TRUE(found[0].equal(expected[0]));
  EXPECT_TRUE(found[1].equal(expected[1]));
}

TEST(VolumeRenderer, from_a_camera_that_is_no_number_nothing_is_seen) {
  const Scene scene = random_scene(4);
  const at::Tensor picture = render_volume(scene.density, scene.color, at::full_like(scene.poses, std::nan("")), 8);
  EXPECT_TRUE(picture.slice(2, 0, 3).eq(1).all().item<bool>());
  EXPECT_TRUE(picture.select(2, 3).eq(0).all().item<bool>());
}

TEST(VolumeRenderer, object_on_the_right_is_seen_on_the_right) {
  // Camera at azimuth 0 looks along -x; its x axis is +y of the world.
  at::Tensor density = at::zeros({1, 16, 16, 16});
  density.index({0}).slice(1, 12, 15).slice(0, 7, 9).slice(2, 7, 9).fill_(100);
  const at::Tensor azimuth = at::zeros({1, 1});
  const at::Tensor opacity =
      render_volume(density, at::zeros({1, 3, 16, 16, 16}), camera_poses(azimuth, azimuth), 32)[0][0][3];
  EXPECT_GT(opacity.slice(1, 16).sum().item<double>(), 1);
  EXPECT_LT(opacity.slice(1, 0, 16).sum().item<double>(), 1e-3);
}

}  // namespace
}  // namespace syncdreamer
