#include "render/pixel_samples.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(PixelSamples, the_mean_is_of_the_samples_that_show_something) {
  const PixelMean mean = mean_of_samples(3, [](int i, int j) {
    return j == 2 ? std::nullopt : std::optional(Vec3{1.0 * i, 1.0 * j, 0.25});
  });
  EXPECT_DOUBLE_EQ(mean.color.x, 1);
  EXPECT_DOUBLE_EQ(mean.color.y, 0.5);
  EXPECT_DOUBLE_EQ(mean.color.z, 0.25);
  EXPECT_DOUBLE_EQ(mean.coverage, 6.0 / 9);
  EXPECT_EQ(mean_of_samples(2, [](int, int) { return std::optional<Vec3>(); }).coverage, 0);
}

TEST(PixelSamples, rays_are_spread_evenly_over_their_pixel) {
  const Camera camera = camera_at({}, 16);
  const CameraRays rays(camera);
  std::vector<std::array<double, 2>> places;
  const auto see = [&](Vec3 origin, Vec3 direction) {
    places.push_back(*camera.project(origin + direction));
    return std::optional(Vec3{});
  };
  EXPECT_EQ(mean_of_pixel(rays, 5, 9, 2, see).coverage, 1);
  ASSERT_EQ(places.size(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(places[k][0], k % 2 ? 5.75 : 5.25, 1e-9);
    EXPECT_NEAR(places[k][1], k / 2 ? 9.75 : 9.25, 1e-9);
  }
}

TEST(PixelSamples, only_pixels_beside_others_that_differ_get_all_their_rays) {
  const Camera camera = camera_at({}, 8);
  const auto look = [](int x, int y, int side) { return 10 * side + (x >= 3 && y == 7 ? 1 : 0); };
  const auto pixels = pixels_with_fine_edges(camera, 2, look, [](int a, int b) { return a != b; });
  ASSERT_EQ(pixels.size(), 64U);
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      const bool is_edge = (y == 7 && x == 2) || (y >= 6 && x >= 3);
      EXPECT_EQ(pixels[static_cast<std::size_t>(8 * y + x)], look(x, y, is_edge ? 2 : 1)) << x << ", " << y;
    }
  }
}

}  // namespace
}  // namespace syncdreamer
