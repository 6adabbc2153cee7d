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

TEST(Chamfer, of_shifted_planes_is_the_shift) {
  const ChamferResult result = chamfer(plane_of_points(0.0), plane_of_points(0.01), 0.02);
  EXPECT_NEAR(result.chamfer(), 0.01, 1e-12);
  EXPECT_EQ(result.precision, 1.0);
  EXPECT_EQ(result.f_score(), 1.0);
  EXPECT_EQ(chamfer(plane_of_points(0.0), plane_of_points(0.03), 0.02).f_score(), 0.0);
}

TEST(Chamfer, tells_its_two_directions_apart) {
  const std::vector<Vec3> truth = {{0, 0, 0}, {1, 0, 0}};
  const std::vector<Vec3> prediction = {{0, 0, 0}};
  const ChamferResult result = chamfer(truth, prediction);
  EXPECT_EQ(result.prediction_to_truth, 0.0);
  EXPECT_EQ(result.truth_to_prediction, 0.5);
  EXPECT_EQ(result.chamfer(), 0.25);
  EXPECT_EQ(result.precision, 1.0);
  EXPECT_EQ(result.recall, 0.5);
}

TEST(Chamfer, accepts_many_equal_points) {
  const std::vector<Vec3> same(100, Vec3{1, 2, 3});
  EXPECT_EQ(chamfer(same, same).chamfer(), 0.0);
}

TEST(Chamfer, refuses_an_empty_set) {
  EXPECT_THROW(chamfer({}, plane_of_points(0.0)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
