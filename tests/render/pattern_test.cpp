#include "render/pattern.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace syncdreamer {
namespace {

const Vec3 kRed{1, 0, 0}, kBlue{0, 0, 1};

TEST(Pattern, stripes_alternate_along_their_axis_only) {
  const Pattern stripes{PatternKind::stripes, kRed, kBlue, {0, 0, 1}, 2, 0, 0};
  EXPECT_EQ(stripes.color_at({0.3, -0.4, 0.1}), kRed);
  EXPECT_EQ(stripes.color_at({-0.2, 0.1, 0.1}), kRed);
  EXPECT_EQ(stripes.color_at({0.3, -0.4, 0.35}), kBlue);
  EXPECT_EQ(stripes.color_at({0.3, -0.4, 0.6}), kRed);
}

TEST(Pattern, neighbouring_checks_differ) {
  const Pattern checks{PatternKind::checks, kRed, kBlue, {0, 0, 1}, 1, 0, 0};
  EXPECT_NE(checks.color_at({0.25, 0.25, 0.25}), checks.color_at({0.75, 0.25, 0.25}));
  EXPECT_NE(checks.color_at({0.25, 0.25, 0.25}), checks.color_at({0.25, 0.75, 0.25}));
  EXPECT_NE(checks.color_at({0.25, 0.25, 0.25}), checks.color_at({0.25, 0.25, 0.75}));
  EXPECT_EQ(checks.color_at({0.25, 0.25, 0.25}), checks.color_at({0.75, 0.75, 0.25}));
}

TEST(Pattern, a_gradient_runs_from_one_colour_to_the_other) {
  const Pattern gradient{PatternKind::gradient, kRed, kBlue, {0, 0, 1}, 8, 0, 0};
  EXPECT_EQ(gradient.color_at({0, 0, -0.5}), kRed);
  EXPECT_EQ(gradient.color_at({0, 0, 0.5}), kBlue);
  EXPECT_NEAR(gradient.color_at({0.3, 0.2, 0}).x, 0.5, 1e-12);
}

TEST(Pattern, dots_have_the_second_colour_and_lie_in_the_middles_of_cells) {
  const Pattern dots{PatternKind::dots, kRed, kBlue, {0, 0, 1}, 2, 0, 0};
  EXPECT_EQ(dots.color_at({0.25, 0.25, 0.25}), kBlue);
  EXPECT_EQ(dots.color_at({0.25, -0.25, 0.25}), kBlue);
  EXPECT_EQ(dots.color_at({0.02, 0.25, 0.25}), kRed);
  EXPECT_EQ(dots.color_at({0.02, 0.02, 0.02}), kRed);
}

TEST(Pattern, noise_goes_far_between_its_colours_and_nowhere_jumps) {
  const Pattern noise{PatternKind::noise, {0, 0, 0}, {1, 1, 1}, {0, 0, 1}, 9, 0.3, 5};
  const double step = 1e-3;
  double low = 1, high = 0, steepest = 0;
  for (double x = -0.5; x < 0.5; x += step) {
    const double here = noise.color_at({x, 0.1, 0.2}).x, next = noise.color_at({x + step, 0.1, 0.2}).x;
    low = std::min(low, here);
    high = std::max(high, here);
    steepest = std::max(steepest, std::abs(next - here) / step);
  }
  EXPECT_GT(high - low, 0.5);
  // Of 9 lattice cells a unit, each crossed at a slope of 1.5 at most, and octaves of 0.55, 2 * 0.3 and 4 * 0.15; the
  // contrast is 2.5.
  EXPECT_LT(steepest, 2.5 * 1.5 * 9 * (0.55 + 0.6 + 0.6));
}

TEST(Pattern, every_kind_stays_between_its_colours) {
  Random random(1);
  for (int kind = 0; kind <= static_cast<int>(PatternKind::wood); ++kind) {
    const Pattern pattern{static_cast<PatternKind>(kind), {0.2, 0.5, 0.9}, {0.7, 0.1, 0.9}, {0, 0, 1}, 9, 0.3, 5};
    for (int i = 0; i < 2000; ++i) {
      const Vec3 c =
          pattern.color_at({random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5)});
      for (int k = 0; k < 3; ++k) {
        ASSERT_GE(c[k], std::min(pattern.first[k], pattern.second[k]) - 1e-12);
        ASSERT_LE(c[k], std::max(pattern.first[k], pattern.second[k]) + 1e-12);
      }
    }
  }
}

}  // namespace
}  // namespace syncdreamer
