#include "train/sample_order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

namespace syncdreamer {
namespace {

std::vector<std::int64_t> objects(SampleOrder& order, std::int64_t begin, std::int64_t count) {
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < count; ++i) result.push_back(order.object(begin + i));
  return result;
}

TEST(SampleOrder, every_epoch_shows_every_object_once_in_another_order) {
  SampleOrder order(20, 1);
  std::vector<std::int64_t> first = objects(order, 0, 20), second = objects(order, 20, 20);
  EXPECT_NE(first, second);
  for (auto* epoch : {&first, &second}) {
    std::sort(epoch->begin(), epoch->end());
    for (std::int64_t i = 0; i < 20; ++i) EXPECT_EQ((*epoch)[static_cast<std::size_t>(i)], i);
  }
}

TEST(SampleOrder, depends_on_the_seed_and_not_on_what_was_asked_before) {
  SampleOrder one(20, 1), again(20, 1), other(20, 2);
  const auto late = objects(one, 45, 10);
  EXPECT_EQ(objects(again, 0, 55).back(), late.back());
  EXPECT_EQ(objects(one, 0, 20), objects(again, 0, 20));
  EXPECT_NE(objects(other, 0, 20), objects(one, 0, 20));
}

TEST(SampleOrder, an_object_stands_anywhere) {
  std::vector<int> counts(4);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SampleOrder order(4, seed);
    for (std::int64_t i = 0; i < 4; ++i) {
      if (order.object(i) == 0) ++counts[static_cast<std::size_t>(i)];
    }
  }
  EXPECT_THAT(counts, testing::Each(testing::AllOf(testing::Gt(60), testing::Lt(140))));  // 100 +- 4.6 deviations
}

}  // namespace
}  // namespace syncdreamer
