#include "geometry/disjoint_sets.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(DisjointSets, numbers_have_one_root_if_and_only_if_they_were_joined) {
  DisjointSets sets(6);
  EXPECT_EQ(sets.root(4), 4u);
  sets.join(0, 1);
  sets.join(2, 3);
  EXPECT_NE(sets.root(0), sets.root(2));
  sets.join(3, 1);
  sets.join(0, 2);
  for (const std::size_t i : {1, 2, 3}) EXPECT_EQ(sets.root(i), sets.root(0));
  EXPECT_EQ(sets.root(4), 4u);
  EXPECT_EQ(sets.root(5), 5u);
}

}  // namespace
}  // namespace syncdreamer
