#include "render/object_views.h"

#include <gtest/gtest.h>

#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

TEST(ObjectViews, input_views_share_the_ring_s_azimuths_with_elevations_of_their_own) {
  RenderOptions options;
  options.size = 16;
  options.samples = options.light.num_rays = 1;
  const ObjectViews views = render_object_views(colored(sphere_mesh(0.5, 12), {1, 0, 0}), {}, options, 9);
  ASSERT_EQ(views.target.size(), 16u);
  ASSERT_EQ(views.input.size(), 16u);
  double low = 10, high = -10;
  for (std::size_t k = 0; k < 16; ++k) {
    EXPECT_EQ(views.target_viewpoints[k].azimuth, views.input_viewpoints[k].azimuth);
    EXPECT_NEAR(views.target_viewpoints[k].elevation, radians(30), 1e-12);
    low = std::min(low, views.input_viewpoints[k].elevation);
    high = std::max(high, views.input_viewpoints[k].elevation);
  }
  EXPECT_GE(low, radians(-10));
  EXPECT_LE(high, radians(40));
  EXPECT_GT(high - low, radians(20));
}

ObjectViews views_of_ball(const ObjectViewOptions& views) {
  RenderOptions options;
  options.size = 16;
  options.samples = options.light.num_rays = 1;
  return render_object_views(colored(sphere_mesh(0.5, 12), {1, 0, 0}), views, options, 9);
}

TEST(ObjectViews, input_elevations_stay_within_their_range) {
  for (const Viewpoint& viewpoint : views_of_ball({.num_views = 4, .input_elevations_deg = {25, 25}}).input_viewpoints)
    EXPECT_NEAR(viewpoint.elevation, radians(25), 1e-9);
}

TEST(ObjectViews, input_distances_vary_the_perspective_and_leave_the_rest) {
  const ObjectViews usual = views_of_ball({.num_views = 16});
  const ObjectViews varied = views_of_ball({.num_views = 16, .input_distances = {1.2, 40}});
  int num_near = 0;
  for (std::size_t k = 0; k < 16; ++k) {
    const Viewpoint& viewpoint = varied.input_viewpoints[k];
    EXPECT_EQ(viewpoint.elevation, usual.input_viewpoints[k].elevation);
    EXPECT_GE(viewpoint.distance, 1.2);
    EXPECT_LE(viewpoint.distance, 40);
    num_near += viewpoint.distance < 2.33;  // of half of the reciprocals
    EXPECT_EQ(varied.target[k].image.pixels, usual.target[k].image.pixels);
  }
  EXPECT_GE(num_near, 3);
  EXPECT_LE(num_near, 13);
}

TEST(ObjectViews, a_ball_looks_the_smaller_the_farther_its_horizon) {
  const auto num_opaque = [](double distance) {
    double count = 0;
    const ObjectViews views = views_of_ball({.num_views = 1, .input_distances = {distance, distance}});
    for (std::size_t i = 3; i < views.input[0].image.pixels.size(); i += 4)
      count += views.input[0].image.pixels[i] > 127;
    return count;
  };
  // The outline of a ball of radius 0.5 at distance d is that of a disc of radius 0.5 / sqrt(1 - 0.25 / d^2).
  EXPECT_NEAR(num_opaque(1.5) / num_opaque(100), 1 / (1 - 0.25 / 2.25), 0.05);
}

TEST(ObjectViews, fewer_input_views_are_the_first) {
  const ObjectViews all = views_of_ball({.num_views = 4}), one = views_of_ball({.num_views = 4, .num_input_views = 1});
  ASSERT_EQ(one.input.size(), 1U);
  ASSERT_EQ(one.target.size(), 4U);
  EXPECT_EQ(one.input[0].image.pixels, all.input[0].image.pixels);
  EXPECT_EQ(one.target[3].image.pixels, all.target[3].image.pixels);
}

TEST(ObjectViews, another_style_of_the_inputs_leaves_the_targets_as_they_were) {
  const ObjectViews shaded = views_of_ball({.num_views = 4});
  const ObjectViews grey = views_of_ball({.num_views = 4, .input_style = PictureStyle::grey});
  ASSERT_EQ(grey.target.size(), 4U);
  ASSERT_EQ(grey.input.size(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(grey.target[k].image.pixels, shaded.target[k].image.pixels);
    EXPECT_NE(grey.input[k].image.pixels, shaded.input[k].image.pixels);
    EXPECT_EQ(grey.input_viewpoints[k].elevation, shaded.input_viewpoints[k].elevation);
  }
}

TEST(ObjectViews, random_target_cameras_leave_the_inputs_where_they_were) {
  const ObjectViews ring = views_of_ball({.num_views = 8});
  const ObjectViews random = views_of_ball({.num_views = 8, .target_cameras = TargetCameras::random});
  int num_off_the_ring = 0, num_turned = 0;
  for (std::size_t k = 0; k < 8; ++k) {
    EXPECT_EQ(random.input_viewpoints[k].elevation, ring.input_viewpoints[k].elevation);
    num_off_the_ring += std::abs(random.target_viewpoints[k].elevation - radians(30)) > radians(1);
    num_turned += std::abs(random.target_viewpoints[k].azimuth - ring.target_viewpoints[k].azimuth) > radians(3);
  }
  EXPECT_GE(num_off_the_ring, 6);
  EXPECT_GE(num_turned, 6);
}

}  // namespace
}  // namespace syncdreamer
