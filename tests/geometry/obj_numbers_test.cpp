#include "geometry/obj_numbers.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ObjNumbers, coordinates_get_a_digit_before_the_point) {
  EXPECT_EQ(with_leading_zeros("v .5 -.25 +.75\nvt\t.5 1.5\r\n  vn 0 .0 1."),
            "v 0.5 -0.25 +0.75\nvt\t0.5 1.5\r\n  vn 0 0.0 1.");
}

TEST(ObjNumbers, other_lines_stay_as_they_are) {
  const std::string text = "# a .5 b\nmtllib .my.mtl\nusemtl .5\no -.x\nf 1/1 2/2 3/3\n\n";
  EXPECT_EQ(with_leading_zeros(text), text);
  EXPECT_EQ(with_leading_zeros(""), "");
}

}  // namespace
}  // namespace syncdreamer
