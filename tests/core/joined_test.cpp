#include "core/joined.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

namespace syncdreamer {
namespace {

TEST(Joined, has_commas_between_elements_alone) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::vector<std::string>{"one"}), "one");
  EXPECT_EQ(joined(std::array<std::string_view, 3>{"one", "", "two"}), "one, , two");
}

TEST(Joined, writes_numbers_and_what_elements_are_made_into) {
  EXPECT_EQ(joined(std::vector<int>{3, -1}), "3, -1");
  EXPECT_EQ(joined(std::vector<int>{3, 1}, [](int i) { return std::string(i, 'x'); }), "xxx, x");
}

TEST(Joined, of_long_lists_the_first_are_enough) {
  EXPECT_EQ(joined_first({}), "");
  EXPECT_EQ(joined_first({"a", "b"}, 2), "a, b");
  EXPECT_EQ(joined_first({"a", "b", "c"}, 2), "a, b, ...");
}

}  // namespace
}  // namespace syncdreamer
