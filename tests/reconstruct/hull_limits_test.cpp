#include "reconstruct/hull_limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

TEST(HullLimits, what_a_fit_grows_below_the_hull_goes) {
  VisualHull hull;
  hull.coverage = sample_field(11, [](Vec3 p) { return p.z > -0.45 ? 1 : 0; });  // samples 0.2 apart: from -0.4 on
  ScalarGrid distance(21, 1, -1);
  keep_above_hull_bottom(distance, hull);
  for (int z = 0; z < distance.size; ++z) {
    const double height = distance.position(0, 0, z).z;
    EXPECT_NEAR(distance.at(3, 7, z), std::max(-1.0, -0.7 - height), 1e-6) << height;
  }
}

TEST(HullLimits, what_a_fit_grows_beside_the_hull_goes_and_what_lies_within_stays) {
  VisualHull hull;
  hull.coverage = sample_field(21, [](Vec3 p) { return std::abs(p.x) < 0.25 ? 1 : 0; });  // samples 0.1 apart
  ScalarGrid grown(41, 1, -0.5F);
  keep_near_hull(grown, hull);
  ScalarGrid within = sample_field(41, [](Vec3 p) { return std::abs(p.x) - 0.1; });
  const ScalarGrid before = within;
  keep_near_hull(within, hull);
  for (int x = 0; x < 41; ++x) {
    EXPECT_EQ(grown.at(x, 20, 20) < -0.01F, std::abs(grown.position(x, 0, 0).x) < 0.29) << x;
    EXPECT_EQ(within.at(x, 20, 20), before.at(x, 20, 20)) << x;
  }
}

}  // namespace
}  // namespace syncdreamer
