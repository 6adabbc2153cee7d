#include "nn/resample.h"

#include <gtest/gtest.h>

#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

/// Makes a 3x3 convolution of one channel the identity.
void make_identity(Conv2d& conv) {
  const at::NoGradGuard no_grad;
  conv.weight.zero_();
  conv.weight[0][0][1][1] = 1;
  conv.bias.zero_();
}

TEST(Upsample, repeats_pixels) {
  Upsample upsample(1);
  make_identity(*upsample.conv);
  const auto x = rule_tensor("x", {1, 1, 2, 3});
  EXPECT_TRUE(upsample.forward(x).equal(x.repeat_interleave(2, 2).repeat_interleave(2, 3)));
}

TEST(Downsample, centres_on_every_second_pixel) {
  Downsample downsample(1);
  make_identity(*downsample.op);
  const auto x = rule_tensor("x", {1, 1, 4, 6});
  EXPECT_TRUE(downsample.forward(x).equal(x.slice(2, 0, 4, 2).slice(3, 0, 6, 2)));
}

TEST(Resample, names_are_the_checkpoints) {
  EXPECT_TRUE(parameter_list_of(Upsample(2)).contains("conv.weight"));
  EXPECT_TRUE(parameter_list_of(Downsample(2)).contains("op.weight"));
}

}  // namespace
}  // namespace syncdreamer
