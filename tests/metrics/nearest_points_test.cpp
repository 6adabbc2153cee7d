#include "metrics/nearest_points.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "core/random.h"

namespace syncdreamer {
namespace {

std::vector<Vec3> random_points(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Vec3> points;
  for (std::size_t i = 0; i < count; ++i) points.push_back({random.uniform(), random.uniform(), random.uniform()});
  return points;
}

TEST(NearestPoints, are_those_that_a_full_search_finds) {
  const auto from = random_points(100, 1), to = random_points(300, 2);
  const auto nearest = nearest_points(from, to);
  ASSERT_EQ(nearest.size(), from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    double least = 1e300;
    for (const Vec3 point : to) least = std::min(least, length(point - from[i]));
    EXPECT_NEAR(nearest[i].distance, least, 1e-12);
    EXPECT_NEAR(length(to[nearest[i].index] - from[i]), least, 1e-12);
  }
}

TEST(NearestPoints, of_nothing_are_nothing_and_to_nothing_is_refused) {
  const auto points = random_points(3, 1);
  EXPECT_TRUE(nearest_points({}, points).empty());
  EXPECT_THROW(nearest_points(points, {}), std::logic_error);
  const std::vector<Vec3> broken = {{std::numeric_limits<double>::quiet_NaN(), 0, 0}};
  EXPECT_THROW(nearest_points(points, broken), std::logic_error);
  EXPECT_THROW(nearest_points(broken, points), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
