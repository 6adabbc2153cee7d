#include "reconstruct/signed_distance.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

/// How much of a place is inside of a body, as a visual hull holds it: 1 inside, 0 outside.
template <class Distance>
ScalarGrid filled(int size, const Distance& distance) {
  return sample_field(size, [&](Vec3 p) { return distance(p) < 0 ? 1.0 : 0.0; });
}

template <class Distance>
void expect_near_exact(const ScalarGrid& measured, const Distance& distance, double samples) {
  for (int z = 0; z < measured.size; ++z) {
    for (int y = 0; y < measured.size; ++y) {
      for (int x = 0; x < measured.size; ++x) {
        ASSERT_NEAR(measured.at(x, y, z), distance(measured.position(x, y, z)), samples * measured.spacing())
            << x << ' ' << y << ' ' << z;
      }
    }
  }
}

TEST(SignedDistance, of_a_plane_between_samples_is_exact) {
  for (int axis = 0; axis < 3; ++axis) {
    // 9 samples a side lie at multiples of 1/4: the plane is halfway between two of them.
    const auto plane = [=](Vec3 p) { return p[axis] - 0.125; };
    expect_near_exact(signed_distance(filled(9, plane)), plane, 1e-5);
  }
}

TEST(SignedDistance, of_a_plane_anywhere_is_good_to_half_a_sample) {
  for (const double offset : {-0.3, 0.01, 0.17, 0.24}) {
    const auto plane = [=](Vec3 p) { return p.z - offset; };
    expect_near_exact(signed_distance(filled(9, plane)), plane, 0.5001);
  }
}

TEST(SignedDistance, of_a_sphere_is_good_to_less_than_a_sample_near_and_far) {
  // Samples of the other kind lie up to a cell's diagonal from where the line to them meets the sphere.
  const double largest = 0.9;
  const auto sphere = sphere_field(0.6);
  const ScalarGrid distance = signed_distance(filled(33, sphere));
  expect_near_exact(distance, sphere, largest);
  double sum = 0;
  for (int z = 0; z < 33; ++z) {
    for (int y = 0; y < 33; ++y) {
      for (int x = 0; x < 33; ++x) sum += std::abs(distance.at(x, y, z) - sphere(distance.position(x, y, z)));
    }
  }
  EXPECT_LT(sum / (33 * 33 * 33), 0.5 * distance.spacing());
}

TEST(SignedDistance, is_that_to_the_nearest_of_all_samples_of_the_other_kind) {
  Random random(11);
  const ScalarGrid field = sample_field(7, [&](Vec3) { return random.chance(0.15) ? 1.0 : 0.0; });
  const ScalarGrid distance = signed_distance(field);
  for (int i = 0; i < 343; ++i) {
    double nearest = 1e9;
    for (int j = 0; j < 343; ++j) {
      if (field.values[static_cast<std::size_t>(i)] == field.values[static_cast<std::size_t>(j)]) continue;
      nearest = std::min(nearest, std::hypot(i % 7 - j % 7, i / 7 % 7 - j / 7 % 7, i / 49 - j / 49));
    }
    const double sign = field.values[static_cast<std::size_t>(i)] > 0.5F ? -1 : 1;
    ASSERT_NEAR(distance.values[static_cast<std::size_t>(i)], sign * (nearest - 0.5) * field.spacing(), 1e-5) << i;
  }
}

TEST(SignedDistance, cuts_where_the_coverage_is_one_half) {
  const ScalarGrid coverage = sample_field(21, [](Vec3 p) { return 0.5 + (p.x - 0.45) / 4; });
  const ScalarGrid distance = signed_distance(coverage);
  EXPECT_LT(distance.at(20, 10, 10), 0);
  EXPECT_NEAR(distance.at(0, 10, 10), 1.45, 1e-5);
}

TEST(SignedDistance, without_a_boundary_is_the_diagonal_of_the_cube) {
  const double diagonal = 2 * std::sqrt(3.0);
  const ScalarGrid empty = signed_distance(ScalarGrid(17, 1.0, 0.0F));
  const ScalarGrid full = signed_distance(ScalarGrid(17, 1.0, 1.0F));
  for (const float value : empty.values) ASSERT_NEAR(value, diagonal, 2 * empty.spacing());
  for (const float value : full.values) ASSERT_NEAR(value, -diagonal, 2 * full.spacing());
}

}  // namespace
}  // namespace syncdreamer
