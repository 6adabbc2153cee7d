#include "nn/kernel_operands.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "nn/layers.h"

namespace syncdreamer {
namespace {

TEST(KernelOperands, gradients_and_other_types_leave_the_work_to_libtorch) {
  const auto x = at::zeros({2, 3, 4, 4});
  const auto parameter = at::zeros({3}).requires_grad_(true);
  EXPECT_TRUE(kernels_apply({x, at::Tensor()}));
  EXPECT_FALSE(kernels_apply({x, parameter}));
  EXPECT_FALSE(kernels_apply({x.to(at::kDouble)}));
  const at::NoGradGuard no_grad;
  EXPECT_TRUE(kernels_apply({x, parameter}));
}

TEST(KernelOperands, biases_that_learn_get_their_gradients) {
  const at::Tensor x = at::rand({1, 64, 6, 6}).contiguous(at::MemoryFormat::ChannelsLast);
  GroupNorm norm(8, 64);
  Conv2d wide(64, 64, 3), narrow(64, 64, 1);
  for (Layer* layer : std::vector<Layer*>{&norm, &wide, &narrow}) {
    initialize(*layer, 1);
    for (const auto& parameter : layer->named_parameters())
      at::Tensor(parameter.value()).set_requires_grad(parameter.key() == "bias");
    layer->forward(x).sum().backward();
    EXPECT_TRUE(layer->named_parameters()["bias"].grad().defined());
  }
}

TEST(KernelOperands, empty_ones_are_left_to_libtorch) {
  const at::NoGradGuard no_grad;
  const at::Tensor none = at::zeros({0, 64, 4, 4});
  EXPECT_FALSE(kernels_apply({none}));
  for (const std::shared_ptr<Layer>& layer :
       std::vector<std::shared_ptr<Layer>>{std::make_shared<GroupNorm>(8, 64), std::make_shared<Conv2d>(64, 64, 3)}) {
    initialize(*layer, 1);
    EXPECT_EQ(layer->forward(in_kernel_layout(none)).sizes(), none.sizes());
  }
}

TEST(KernelOperands, layout_changes_in_memory_alone_and_only_without_gradients) {
  const auto x = at::arange(2 * 3 * 4 * 5, at::kFloat).view({2, 3, 4, 5});
  EXPECT_TRUE(in_kernel_layout(x).is_same(x));
  const at::NoGradGuard no_grad;
  const auto moved = in_kernel_layout(x);
  EXPECT_TRUE(moved.equal(x));
  EXPECT_TRUE(has_channels_last(moved));
  EXPECT_FALSE(has_channels_last(x));
}

TEST(KernelOperands, views_share_the_memory_and_invert_each_other) {
  const auto x = at::rand({2, 3, 4, 5, 6});
  const auto view = channels_last_view(x);
  EXPECT_EQ(view.sizes(), (at::IntArrayRef{2, 4, 5, 6, 3}));
  EXPECT_EQ(view.data_ptr(), x.data_ptr());
  EXPECT_TRUE(channels_first_view(view).equal(x));
}

}  // namespace
}  // namespace syncdreamer
