#include "nn/layers.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nn/kernel_operands.h"
#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"

namespace syncdreamer {
namespace {

TEST(Layers, parameters_have_the_checkpoint_names_and_shapes) {
  Sequence sequence;
  sequence.add<Linear>(0, 3, 5);
  sequence.add<Silu>(1);
  sequence.add<Conv2d>(2, 4, 6, 3);
  sequence.add<Conv3d>(3, 4, 6, 1, ConvOptions{.bias = false});
  sequence.add<ConvTranspose3d>(4, 8, 6, 3);
  sequence.add<GroupNorm>(6, 2, 6);
  const ParameterList expected = {{"0.weight", {5, 3}},
                                  {"0.bias", {5}},
                                  {"2.weight", {6, 4, 3, 3}},
                                  {"2.bias", {6}},
                                  {"3.weight", {6, 4, 1, 1, 1}},
                                  {"4.weight", {8, 6, 3, 3, 3}},
                                  {"4.bias", {6}},
                                  {"6.weight", {6}},
                                  {"6.bias", {6}}};
  EXPECT_EQ(difference(parameter_list_of(sequence), expected), "");
}

TEST(Layers, initialization_has_the_bound_of_the_fan_in) {
  Conv2d layer(4, 256, 3);
  initialize(layer, 1);
  const double bound = 1 / std::sqrt(4 * 9.0);
  EXPECT_LE(layer.weight.abs().max().item<double>(), bound);
  EXPECT_LE(layer.bias.abs().max().item<double>(), bound);
  EXPECT_NEAR(layer.weight.std().item<double>(), bound / std::sqrt(3.0), bound * 0.02);
  EXPECT_NEAR(layer.weight.mean().item<double>(), 0, bound * 0.02);
}

TEST(Layers, zero_initialized_layers_and_norms_start_as_they_should) {
  Sequence sequence;
  const auto conv = sequence.add<Conv2d>(0, 3, 3, 3, ConvOptions{.zero_initialized = true});
  const auto norm = sequence.add<GroupNorm>(1, 1, 3);
  const auto layer_norm = sequence.add<LayerNorm>(2, 3);
  initialize(sequence, 1);
  EXPECT_EQ(conv->weight.abs().max().item<float>(), 0);
  EXPECT_EQ(conv->bias.abs().max().item<float>(), 0);
  EXPECT_TRUE(norm->weight.equal(at::ones(3)));
  EXPECT_TRUE(norm->bias.equal(at::zeros(3)));
  EXPECT_TRUE(layer_norm->weight.equal(at::ones(3)));
}

TEST(Layers, initialization_depends_on_the_seed_and_the_name_only) {
  Sequence first, longer, other_seed;
  const auto a = first.add<Linear>(3, 4, 4);
  longer.add<Linear>(0, 4, 4);
  const auto b = longer.add<Linear>(3, 4, 4);
  const auto c = other_seed.add<Linear>(3, 4, 4);
  initialize(first, 5);
  initialize(longer, 5);
  initialize(other_seed, 6);
  EXPECT_TRUE(a->weight.equal(b->weight));
  EXPECT_FALSE(a->weight.equal(c->weight));
  EXPECT_FALSE(longer.at<Linear>(0).weight.equal(b->weight));
}

TEST(Layers, initialization_depends_on_the_high_half_of_the_seed_too) {
  Linear first(4, 4), other_seed(4, 4);
  initialize(first, 5);
  initialize(other_seed, 5 + (1ULL << 32));
  EXPECT_FALSE(first.weight.equal(other_seed.weight));
}

TEST(Layers, padding_keeps_the_size_unless_given) {
  const auto x = at::zeros({1, 2, 6, 6});
  Conv2d same(2, 3, 3);
  Conv2d strided(2, 3, 3, {.stride = 2});
  Conv2d unpadded(2, 3, 3, {.padding = 0});
  EXPECT_EQ(same.forward(x).sizes(), (at::IntArrayRef{1, 3, 6, 6}));
  EXPECT_EQ(strided.forward(x).sizes(), (at::IntArrayRef{1, 3, 3, 3}));
  EXPECT_EQ(unpadded.forward(x).sizes(), (at::IntArrayRef{1, 3, 4, 4}));
  ConvTranspose3d up(2, 3, 3, {.stride = 2, .output_padding = 1});
  EXPECT_EQ(up.forward(at::zeros({1, 2, 4, 3, 5})).sizes(), (at::IntArrayRef{1, 3, 8, 6, 10}));
}

TEST(Layers, sequence_runs_layers_by_index) {
  Sequence sequence;
  sequence.add<Linear>(2, 3, 1);
  sequence.add<Linear>(0, 2, 3);
  EXPECT_EQ(sequence.forward(at::zeros({5, 2})).sizes(), (at::IntArrayRef{5, 1}));
}

TEST(Layers, keep_the_layout_that_they_are_given_and_agree_in_both) {
  Sequence sequence;
  sequence.add<Conv2d>(0, 64, 64, 3);
  sequence.add<GroupNorm>(1, 8, 64);
  sequence.add<Silu>(2);
  sequence.add<Conv2d>(3, 64, 32, 1);
  sequence.add<GroupNorm>(4, 8, 32);
  sequence.add<Relu>(5);
  sequence.add<Conv2d>(6, 32, 32, 3, ConvOptions{.stride = 2});
  initialize(sequence, 1);
  const at::NoGradGuard no_grad;
  const auto x = at::rand({2, 64, 12, 8});
  const auto plain = sequence.forward(x), result = sequence.forward(in_kernel_layout(x));
  EXPECT_TRUE(plain.is_contiguous());
  EXPECT_TRUE(has_channels_last(result));
  EXPECT_TRUE(at::allclose(result, plain, 1e-4, 1e-5));
}

TEST(Layers, volumes_keep_their_layout_too) {
  Sequence sequence;
  sequence.add<Conv3d>(0, 32, 64, 3);
  sequence.add<Conv3d>(1, 64, 64, 3, ConvOptions{.stride = 2});
  sequence.add<ConvTranspose3d>(2, 64, 32, 3, ConvOptions{.stride = 2, .output_padding = 1});
  sequence.add<Conv3d>(3, 32, 16, 1);
  initialize(sequence, 1);
  const at::NoGradGuard no_grad;
  const auto x = at::rand({2, 32, 4, 6, 8});
  const auto plain = sequence.forward(x), result = sequence.forward(in_kernel_layout(x));
  EXPECT_TRUE(has_channels_last(result));
  EXPECT_TRUE(at::allclose(result, plain, 1e-4, 1e-5));
}

TEST(Layers, a_group_norm_is_exact_far_from_zero_in_every_layout_and_number_of_channels) {
  const at::NoGradGuard no_grad;
  for (const std::int64_t channels : {4, 8, 24, 32}) {
    GroupNorm norm(4, channels);
    norm.weight.fill_(1);
    norm.bias.fill_(0);
    const at::Tensor x = rule_tensor("x", {1, channels, 6, 6, 6}) + 100;
    const at::Tensor expected = at::group_norm(x.to(at::kDouble), 4).to(at::kFloat);
    EXPECT_LT((norm.forward(x) - expected).abs().max().item<double>(), 1e-4) << channels;
    const at::Tensor moved = norm.forward(in_kernel_layout(x));
    EXPECT_LT((moved - expected).abs().max().item<double>(), 1e-4) << channels;
    EXPECT_TRUE(has_channels_last(moved)) << channels;
  }
}

TEST(Layers, groups_must_divide_the_channels) {
  EXPECT_THROW(GroupNorm(8, 12), std::logic_error);
}

TEST(Layers, module_list_gives_children_by_type) {
  ModuleList list;
  list.add<Linear>(4, 2, 3);
  list.append<GroupNorm>(1, 2);
  EXPECT_EQ(list.at<Linear>(4).weight.size(0), 3);
  EXPECT_EQ(list.at<GroupNorm>(5).weight.size(0), 2);
  EXPECT_THROW(list.at<Linear>(5), std::logic_error);
}

TEST(Layers, gradients_reach_the_parameters) {
  Linear layer(2, 1);
  initialize(layer, 1);
  layer.forward(at::ones({3, 2})).sum().backward();
  EXPECT_TRUE(layer.weight.grad().equal(at::full({1, 2}, 3.0)));
}

}  // namespace
}  // namespace syncdreamer
