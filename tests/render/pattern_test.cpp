#include "render/pattern.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  EXPECT_EQ(checks.color_at({0.25, 0.25, 0.25}), checks.color_at({0.75, 0.75, 0.25}));
}

TEST(Pattern, a_gradient_runs_from_one_colour_to_the_other) {
  const Pattern gradient{PatternKind::gradient, kRed, kBlue, {0, 0, 1}, 8, 0, 0};
  EXPECT_EQ(gradient.color_at({0, 0, -0.5}), kRed);
  EXPECT_EQ(gradient.color_at({0, 0, 0.5}), kBlue);
  EXPECT_NEAR(gradient.color_at({0.3, 0.2, 0}).x, 0.5, 1e-12);
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
