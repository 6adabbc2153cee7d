#include "render/procedural/food_parts.h"

#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(FoodParts, a_dome_s_profile_lies_on_an_ellipse_and_closes_at_the_top) {
  const auto profile = dome_profile(2, 3);
  EXPECT_EQ(profile.front(), (std::array<double, 2>{2, 0}));
  EXPECT_EQ(profile.back()[0], 0);
  for (const auto& p : profile) EXPECT_NEAR(std::pow(p[0] / 2, 2) + std::pow(p[1] / 3, 2), 1, 1e-9);
}

TEST(FoodParts, tints_are_near_their_colour_and_crusts_are_brown) {
  drawn([](Workshop& w) {
    for (int i = 0; i < 50; ++i) {
      const Vec3 green = tint(w, 1.0 / 3, 0.8, 0.8).first, crust = bread(w).first;
      EXPECT_GT(green.y, 1.5 * std::max(green.x, green.z));
      EXPECT_TRUE(crust.x > crust.y && crust.y > crust.z) << crust.x << ' ' << crust.y << ' ' << crust.z;
    }
    w.shape.sphere({}, 1);
  });
}

TEST(FoodParts, sprinkles_lie_where_they_are_placed) {
  int asked = 0;
  const SceneObject object = drawn([&](Workshop& w) {
    add_sprinkles(w, 20, 0.01, true, [&](double a, double b) {
      ++asked;
      return Vec3{a, b, 0};
    });
  });
  EXPECT_EQ(asked, 20);
  EXPECT_EQ(count_parts(object, [](const Box& part) { return part.longest_side() < 0.06; }), 20);
}

TEST(FoodParts, toppings_stand_over_the_top_or_are_left_out) {
  int bare = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const SceneObject object = drawn(
        [](Workshop& w) {
          w.shape.box({0, 0, 0.5}, {1, 1, 1});
          add_topping(w, {0, 0, 1});
        },
        seed);
    const Vec3 size = bounding_box(object.mesh).size();
    bare += is_close(size.z, size.x) ? 1 : 0;
    EXPECT_NEAR(size.x, size.y, 1e-9);
    EXPECT_LT(size.x, 1 + 1e-9);
    EXPECT_GT(size.x, 0.7);
  }
  EXPECT_TRUE(bare > 2 && bare < 25) << bare;
}

}  // namespace
}  // namespace syncdreamer
