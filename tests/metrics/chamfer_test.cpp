#include "metrics/chamfer.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace syncdreamer {
namespace {

std::vector<Vec3> plane_of_points(double z) {
  std::vector<Vec3> points;
  for (int i = 0; i < 400; ++i) points.push_back({0.05 * (i % 20), 0.05 * (i / 20), z});
  return points;
}

TEST(PointDistances, of_shifted_planes_are_the_shift) {
  const PointDistances found = point_distances(plane_of_points(0.0), plane_of_points(0.03));
  EXPECT_NEAR(found.chamfer(), 0.03, 1e-12);
  EXPECT_EQ(found.f_score(0.05), 1.0);
  EXPECT_EQ(found.f_score(0.02), 0.0);
  EXPECT_NEAR(mean_distance(plane_of_points(0.0), plane_of_points(0.03)), 0.03, 1e-12);
}

TEST(PointDistances, tell_the_two_directions_apart) {
  const std::vector<Vec3> truth = {{0, 0, 0}, {1, 0, 0}};
  const std::vector<Vec3> prediction = {{0, 0, 0}};
  const PointDistances found = point_distances(truth, prediction);
  EXPECT_EQ(found.prediction_to_truth, std::vector<double>({0}));
  EXPECT_EQ(found.truth_to_prediction, std::vector<double>({0, 1}));
  EXPECT_EQ(found.chamfer(), 0.25);
  EXPECT_NEAR(found.f_score(0.02), 2 * 1.0 * 0.5 / 1.5, 1e-12);
}

TEST(PointDistances, mean_is_that_of_the_first_points) {
  const std::vector<Vec3> two{{0, 0, 0}, {1, 0, 0}}, one{{0, 0, 0}};
  EXPECT_EQ(mean_distance(two, one), 0.5);
  EXPECT_EQ(mean_distance(one, two), 0);
}

TEST(PointDistances, accept_many_equal_points) {
  const std::vector<Vec3> same(100, Vec3{1, 2, 3});
  EXPECT_EQ(point_distances(same, same).chamfer(), 0.0);
}

TEST(PointDistances, refuse_an_empty_set) {
  EXPECT_THROW(point_distances({}, plane_of_points(0.0)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
