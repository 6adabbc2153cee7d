#include "render/object_views.h"

#include <gtest/gtest.h>

#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

TEST(ObjectViews, input_views_share_the_ring_s_azimuths_with_elevations_of_their_own) {
  RenderOptions options;
  options.size = 16;
  options.samples = options.light_rays = 1;
  const ObjectViews views = render_object_views(colored(sphere_mesh(0.5, 12), {1, 0, 0}), 16, options, 9);
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

}  // namespace
}  // namespace syncdreamer
