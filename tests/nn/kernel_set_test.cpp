#include "nn/kernel_set.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

/// Every set that the machine can run.
class KernelSet : public testing::TestWithParam<int> {
 protected:
  const CpuKernels& kernels() const { return kernel_set(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Machine, KernelSet, testing::Range(0, num_kernel_sets()),
                         [](const auto& set) { return std::string(kernel_set(set.param).instruction_set); });

double largest_relative_error(const at::Tensor& actual, const at::Tensor& expected) {
  return ((actual.to(at::kDouble) - expected.to(at::kDouble)).abs().max() / expected.abs().max().to(at::kDouble))
      .item<double>();
}

AttentionProblem attention_problem(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, float scale) {
  return {.num_queries = q.size(0),
          .num_keys = k.size(0),
          .key_dim = k.size(1),
          .value_dim = v.size(1),
          .queries = q.data_ptr<float>(),
          .keys = k.data_ptr<float>(),
          .values = v.data_ptr<float>(),
          .result = nullptr,
          .query_stride = q.stride(0),
          .key_stride = k.stride(0),
          .value_stride = v.stride(0),
          .result_stride = 0,
          .scale = scale};
}

at::Tensor run_attention(const CpuKernels& kernels, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                         float scale) {
  const at::Tensor result = at::empty({q.size(0), v.size(1)});
  AttentionProblem problem = attention_problem(q, k, v, scale);
  problem.result = result.data_ptr<float>();
  problem.result_stride = result.stride(0);
  const at::Tensor scratch = at::empty({attention_scratch(problem)});
  kernels.attention(problem, scratch.data_ptr<float>());
  return result;
}

at::Tensor exact_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale) {
  const at::Tensor scores = at::matmul(q.to(at::kDouble), k.to(at::kDouble).t()) * scale;
  return at::matmul(at::softmax(scores, -1), v.to(at::kDouble));
}

TEST_P(KernelSet, attention_agrees_with_its_formula_in_double_precision) {
  struct Size {
    std::int64_t num_queries, num_keys, key_dim, value_dim;
  };
  for (const Size& s : {Size{100, 64, 40, 40}, Size{1, 1, 1, 1}, Size{49, 33, 7, 70}, Size{7, 300, 16, 5}}) {
    const auto q = rule_tensor("q", {s.num_queries, s.key_dim}, 4), k = rule_tensor("k", {s.num_keys, s.key_dim}, 4);
    const auto v = rule_tensor("v", {s.num_keys, s.value_dim});
    EXPECT_LT(largest_relative_error(run_attention(kernels(), q, k, v, 0.3F), exact_attention(q, k, v, 0.3F)), 5e-6)
        << s.num_keys;
  }
}

TEST_P(KernelSet, attention_is_finite_for_scores_of_any_size) {
  const auto q = rule_tensor("q", {9, 8}, 1000), k = rule_tensor("k", {20, 8}, 1000), v = rule_tensor("v", {20, 4});
  EXPECT_LT(largest_relative_error(run_attention(kernels(), q, k, v, 1), exact_attention(q, k, v, 1)), 1e-5);
}

TEST_P(KernelSet, attention_gradients_add_those_of_the_formula_in_double_precision) {
  for (const std::int64_t key_dim : {1, 16, 40}) {
    const auto q = rule_tensor("q", {5, key_dim}, 4), k = rule_tensor("k", {33, key_dim}, 4);
    const auto v = rule_tensor("v", {33, 19}), grad_result = rule_tensor("grad", {5, 19});
    std::vector<at::Tensor> exact, found;
    for (const auto& x : {q, k, v}) {
      exact.push_back(x.to(at::kDouble).set_requires_grad(true));
      found.push_back(at::ones_like(x));
    }
    exact_attention(exact[0], exact[1], exact[2], 0.3F).backward(grad_result.to(at::kDouble));
    const AttentionGradientProblem problem{.forward = attention_problem(q, k, v, 0.3F),
                                           .grad_result = grad_result.data_ptr<float>(),
                                           .grad_queries = found[0].data_ptr<float>(),
                                           .grad_keys = found[1].data_ptr<float>(),
                                           .grad_values = found[2].data_ptr<float>()};
    const at::Tensor scratch = at::empty({attention_gradient_scratch(problem.forward)});
    kernels().attention_gradient(problem, scratch.data_ptr<float>());
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_LT(largest_relative_error(found[i] - 1, exact[i].grad()), 1e-5) << i;
  }
}

TEST_P(KernelSet, group_norm_agrees_with_its_formula_in_double_precision) {
  const std::int64_t pixels = 37, channels = 96, groups = 32;
  const auto x = rule_tensor("x", {pixels, channels}) * 3 + 20;  // a large mean
  const auto weight = rule_tensor("weight", {channels}), bias = rule_tensor("bias", {channels});
  const auto grouped = x.to(at::kDouble).view({pixels, groups, channels / groups});
  const auto mean = grouped.mean(at::IntArrayRef{0, 2}, true),
             variance = grouped.var(at::IntArrayRef{0, 2}, false, true);
  const auto normalized = ((grouped - mean) / (variance + 1e-5).sqrt()).view({pixels, channels}) * weight + bias;
  const std::vector<at::Tensor> expected{normalized, at::relu(normalized), at::silu(normalized)};
  for (const Activation activation : {Activation::none, Activation::relu, Activation::silu}) {
    const at::Tensor result = at::empty_like(x), scratch = at::empty({kGroupNormScratch * channels});
    kernels().group_norm({pixels, channels, channels, groups, x.data_ptr<float>(), weight.data_ptr<float>(),
                          bias.data_ptr<float>(), result.data_ptr<float>(), 1e-5, activation},
                         scratch.data_ptr<float>());
    EXPECT_LT(largest_relative_error(result, expected[static_cast<std::size_t>(activation)]), 1e-5);
  }
}

void expect_linear_maps(const CpuKernels& kernels) {
  const at::Tensor scratch = at::empty({kLinearScratch});
  for (const std::int64_t in : {32, 544, 1280}) {
    const std::int64_t rows = 70, out = 96;
    const auto x = rule_tensor("x", {rows, in}, 4), weight = rule_tensor("weight", {out, in}, 0.1F);
    const auto bias = rule_tensor("bias", {out});
    for (const bool has_bias : {false, true}) {
      const auto result = at::full({rows, out}, 1e9F);
      const LinearProblem problem{.num_rows = rows,
                                  .in = in,
                                  .out = out,
                                  .input = x.data_ptr<float>(),
                                  .weight = weight.data_ptr<float>(),
                                  .bias = has_bias ? bias.data_ptr<float>() : nullptr,
                                  .output = result.data_ptr<float>()};
      for (const auto& [first_row, num_rows] : {std::pair{0, 33}, {33, 37}}) {
        kernels.linear(problem, {first_row, num_rows, 0, 64}, scratch.data_ptr<float>());
        kernels.linear(problem, {first_row, num_rows, 64, 32}, scratch.data_ptr<float>());
      }
      auto expected = at::matmul(x.to(at::kDouble), weight.to(at::kDouble).t());
      if (has_bias) expected = expected + bias;
      EXPECT_LT(largest_relative_error(result, expected), 5e-6) << in;
    }
  }
}

TEST(LinearKernel, agrees_with_double_precision) {
  const CpuKernels& widest = cpu_kernels();
  if (std::string_view(widest.instruction_set) != "amx")  // the other sets leave linear maps to a library
    GTEST_SKIP() << "SKIPPED: this machine offers no AMX, for which alone there is a linear kernel";
  ASSERT_NE(widest.linear, nullptr);
  expect_linear_maps(widest);
}

TEST_P(KernelSet, volume_sampling_agrees_with_the_plain_operator) {
  const std::int64_t channels = 32, num_points = 100;
  const at::Tensor volume = rule_tensor("volume", {1, channels, 4, 3, 5}),
                   points = rule_tensor("points", {num_points, 3}, 2) * 1.4;
  const at::Tensor voxels = volume[0].permute({1, 2, 3, 0}).contiguous(), result = at::empty({num_points, channels});
  kernels().sample_volume(
      {4, 3, 5, channels, num_points, voxels.data_ptr<float>(), points.data_ptr<float>(), result.data_ptr<float>()});
  const at::Tensor expected = at::grid_sampler(volume, points.view({1, 1, 1, -1, 3}), 0, 0, true);
  EXPECT_LT(largest_relative_error(result, expected.view({channels, num_points}).t()), 1e-5);
}

/// All tiles in chunks of `chunk_tiles`.
void run_winograd(const CpuKernels& kernels, const WinogradProblem& problem, std::int64_t chunk_tiles) {
  const at::Tensor scratch = at::empty({winograd_scratch(problem, chunk_tiles)});
  const at::Tensor transformed = at::empty({36 * WinogradChunk::position_stride(problem, chunk_tiles)});
  for (std::int64_t first = 0; first < problem.num_tiles(); first += chunk_tiles) {
    const WinogradChunk chunk{first, std::min(chunk_tiles, problem.num_tiles() - first), transformed.data_ptr<float>()};
    kernels.winograd_input(problem, chunk, 0, chunk.num_tiles + 2 * problem.halo());
    for (std::int64_t c = 0; c < problem.out_channels; c += kWinogradChannels) {
      kernels.winograd_output(problem, chunk, c, scratch.data_ptr<float>());
    }
  }
}

TEST_P(KernelSet, winograd_agrees_with_the_direct_convolution_of_pictures) {
  const auto x = rule_tensor("x", {3, 10, 7, 48}), weight = rule_tensor("weight", {64, 48, 3, 3}, 0.1F);
  const auto bias = rule_tensor("bias", {64});
  const auto result = at::full({3, 10, 7, 64}, 1e9F);
  run_winograd(kernels(),
               {1, 3, 10, 7, 48, 64, 1, x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(),
                result.data_ptr<float>()},
               5);
  const auto expected =
      at::conv2d(x.permute({0, 3, 1, 2}).to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), 1, 1);
  EXPECT_LT(largest_relative_error(result.permute({0, 3, 1, 2}), expected), 4e-6);
}

TEST_P(KernelSet, winograd_agrees_with_the_direct_convolution_of_volumes) {
  const auto x = rule_tensor("x", {2, 5, 6, 8, 32}), weight = rule_tensor("weight", {32, 32, 3, 3, 3}, 0.1F);
  const auto result = at::full({2, 5, 6, 8, 32}, 1e9F);
  // Chunks of a slice's four tiles times five: one a volume.
  run_winograd(
      kernels(),
      {2, 5, 6, 8, 32, 32, 3, x.data_ptr<float>(), weight.data_ptr<float>(), nullptr, result.data_ptr<float>()}, 20);
  const auto expected =
      at::conv3d(x.permute({0, 4, 1, 2, 3}).to(at::kDouble), weight.to(at::kDouble), at::Tensor(), 1, 1);
  EXPECT_LT(largest_relative_error(result.permute({0, 4, 1, 2, 3}), expected), 4e-6);
}

}  // namespace
}  // namespace syncdreamer
