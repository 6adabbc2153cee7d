#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

namespace syncdreamer {
namespace {

TEST(Random, fnv1a_gives_the_published_values) {
  EXPECT_EQ(fnv1a_64(""), 0xcbf29ce484222325ull);
  EXPECT_EQ(fnv1a_64("a"), 0xaf63dc4c8601ec8cull);
  EXPECT_EQ(fnv1a_64("foobar"), 0x85944171f73967e8ull);
}

TEST(Random, seed_and_stream_determine_the_numbers) {
  EXPECT_EQ(Random(1).bits(), Random(1, 0).bits());
  EXPECT_EQ(Random(1, 5).bits(), Random(1, 5).bits());
  EXPECT_NE(Random(1, 5).bits(), Random(1, 6).bits());
  EXPECT_NE(Random(1, 5).bits(), Random(2, 5).bits());
}

TEST(Random, numbers_are_the_same_on_every_machine) {
  Random random(1, 2);
  EXPECT_EQ(random.bits(), 0xc05f7535b6b3588dULL);
  EXPECT_EQ(random.bits(), 0x6a088b9398eb02a2ULL);
}

TEST(Random, uniform_numbers_have_the_mean_and_variance_of_their_distribution) {
  Random random(3);
  constexpr int kCount = 200000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.uniform();
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    sum += x, squares += x * x;
  }
  const double mean = sum / kCount;
  EXPECT_NEAR(mean, 0.5, 4 * std::sqrt(1.0 / 12 / kCount));
  EXPECT_NEAR(squares / kCount - mean * mean, 1.0 / 12, 1e-3);
}

TEST(Random, shuffles_into_all_orders_equally) {
  Random random(5);
  std::map<std::array<int, 3>, int> counts;
  for (int i = 0; i < 60000; ++i) {
    std::array<int, 3> order{0, 1, 2};
    random.shuffle(order);
    ++counts[order];
  }
  ASSERT_EQ(counts.size(), 6U);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 10000, 500);
}

TEST(Random, below_reaches_every_number_equally) {
  Random random(4);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}

}  // namespace
}  // namespace syncdreamer
