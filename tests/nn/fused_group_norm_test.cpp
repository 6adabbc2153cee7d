#include "nn/fused_group_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "nn/kernel_operands.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(FusedGroupNorm, agrees_with_the_plain_operators_on_pictures_and_volumes) {
  const at::NoGradGuard no_grad;
  const auto weight = rule_tensor("weight", {64}), bias = rule_tensor("bias", {64});
  for (const std::vector<std::int64_t>& size :
       {std::vector<std::int64_t>{3, 64, 5, 7}, std::vector<std::int64_t>{2, 64, 3, 4, 5}}) {
    const auto x = in_kernel_layout(rule_tensor("x", size, 5) + 1);
    const auto result = fused_group_norm(x, weight, bias, {.num_groups = 8, .activation = Activation::silu});
    EXPECT_TRUE(has_channels_last(result));
    EXPECT_TRUE(at::allclose(result, at::silu(at::group_norm(x, 8, weight, bias)), 1e-5, 1e-5));
  }
}

TEST(FusedGroupNorm, is_the_same_however_many_threads_share_volumes) {
  const at::NoGradGuard no_grad;
  const int threads = at::get_num_threads();
  const auto weight = rule_tensor("weight", {96}), bias = rule_tensor("bias", {96});
  const GroupNormOptions options{.num_groups = 12, .activation = Activation::silu};
  for (const std::int64_t batch : {1, 2, 4}) {
    const auto x = in_kernel_layout(rule_tensor("x", {batch, 96, 3, 4, 5}, 5) + 1);
    at::set_num_threads(1);
    const auto alone = fused_group_norm(x, weight, bias, options);
    at::set_num_threads(3);
    const auto shared = fused_group_norm(x, weight, bias, options);
    at::set_num_threads(threads);
    EXPECT_TRUE(at::equal(shared, alone)) << batch;
    EXPECT_TRUE(at::allclose(alone, at::silu(at::group_norm(x, 12, weight, bias)), 1e-5, 1e-5)) << batch;
  }
}

TEST(FusedGroupNorm, what_is_no_number_stays_none) {
  const at::NoGradGuard no_grad;
  at::Tensor x = rule_tensor("x", {1, 64, 4, 4});
  x[0][9][2][1] = std::numeric_limits<float>::quiet_NaN();
  for (const Activation activation : {Activation::none, Activation::relu, Activation::silu}) {
    const auto result = fused_group_norm(in_kernel_layout(x), at::ones({64}), at::zeros({64}),
                                         {.num_groups = 8, .activation = activation});
    EXPECT_TRUE(result.slice(1, 8, 16).isnan().all().item<bool>());
    EXPECT_FALSE(result.slice(1, 16, 64).isnan().any().item<bool>());
  }
}

TEST(FusedGroupNorm, leaves_other_layouts_and_gradients_to_libtorch) {
  const auto weight = at::ones({64}), x = at::rand({2, 64, 4, 4});
  const auto moved = x.contiguous(at::MemoryFormat::ChannelsLast);
  EXPECT_TRUE(fused_group_norm_applies(moved, weight));
  EXPECT_FALSE(fused_group_norm_applies(x, weight));
  EXPECT_FALSE(fused_group_norm_applies(moved, at::ones({64}).requires_grad_(true)));
  EXPECT_THROW(fused_group_norm(x, weight, weight, {}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
