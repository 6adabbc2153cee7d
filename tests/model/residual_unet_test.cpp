#include "model/residual_unet.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace syncdreamer {
namespace {

TEST(ResidualUNet, a_new_block_passes_its_input_on) {
  PreactivationBlock<Conv2d> block(8, 8);
  initialize(block, 1);
  const at::Tensor x = at::randn({2, 8, 4, 4});
  EXPECT_TRUE(block.forward(x).equal(x));
}

TEST(ResidualUNet, the_result_has_the_resolution_and_the_channels_of_its_level) {
  const at::NoGradGuard no_grad;
  ResidualUNet<Conv2d> pictures(4, {8, 16, 24}, 1, 0);
  initialize(pictures, 1);
  const ResidualUNetOutput of_picture = pictures.forward(at::randn({2, 4, 16, 8}), {});
  EXPECT_EQ(of_picture.out.sizes(), (at::IntArrayRef{2, 16, 8, 4}));
  EXPECT_EQ(of_picture.lowest.sizes(), (at::IntArrayRef{2, 24}));
  ResidualUNet<Conv3d> volumes(3, {8, 16}, 0, 0);
  initialize(volumes, 1);
  EXPECT_EQ(volumes.forward(at::randn({1, 3, 4, 8, 4}), {}).out.sizes(), (at::IntArrayRef{1, 8, 4, 8, 4}));
}

TEST(ResidualUNet, every_place_sees_the_whole_picture_and_the_context) {
  ResidualUNet<Conv2d> network(1, {8, 8, 8}, 0, 2);
  initialize(network, 1);
  for (at::Tensor& parameter : network.parameters()) parameter.detach().normal_();  // no block passes its input on
  const at::Tensor x = at::randn({1, 1, 8, 8}).set_requires_grad(true);
  const at::Tensor context = at::randn({1, 2}).set_requires_grad(true);
  network.forward(x, context).out.select(2, 0).select(2, 0).sum().backward();
  EXPECT_TRUE((x.grad() != 0).all().item<bool>());
  EXPECT_TRUE((context.grad() != 0).all().item<bool>());
}

TEST(ResidualUNet, levels_and_channels_that_cannot_be_are_mistakes) {
  EXPECT_THROW(ResidualUNet<Conv2d>(4, {8}, 0, 0), std::logic_error);
  EXPECT_THROW(ResidualUNet<Conv2d>(4, {8, 16}, 2, 0), std::logic_error);
  EXPECT_THROW(ResidualUNet<Conv2d>(4, {8, 12}, 0, 0), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
