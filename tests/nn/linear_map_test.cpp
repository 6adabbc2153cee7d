#include "nn/linear_map.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

void expect_linear_map(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const at::NoGradGuard no_grad;
  const at::Tensor actual = linear_map(x, weight, bias);
  at::Tensor expected = at::matmul(x.to(at::kDouble), weight.to(at::kDouble).t());
  if (bias.defined()) expected = expected + bias;
  ASSERT_EQ(actual.sizes(), expected.sizes());
  EXPECT_LT((actual - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>());
}

TEST(LinearMap, agrees_with_double_precision_for_rows_and_columns_of_any_number) {
  struct Size {
    std::int64_t rows, in, out;
  };
  for (const Size& s : {Size{1, 64, 64}, {33, 320, 640}, {2100, 64, 96}, {128, 96, 1300}, {64, 31, 32}}) {
    SCOPED_TRACE(s.rows);
    const auto x = rule_tensor("x", {s.rows, s.in}, 4), weight = rule_tensor("weight", {s.out, s.in}, 0.1F);
    expect_linear_map(x, weight, rule_tensor("bias", {s.out}));
    expect_linear_map(x, weight, {});
  }
}

TEST(LinearMap, is_the_same_for_any_number_of_threads) {
  const at::NoGradGuard no_grad;
  const auto x = rule_tensor("x", {40, 64}, 4), weight = rule_tensor("weight", {64, 64}, 0.1F);
  const int threads = at::get_num_threads();
  std::array<at::Tensor, 2> results;
  for (int i = 0; i < 2; ++i) {
    at::set_num_threads(i + 1);
    results[static_cast<std::size_t>(i)] = linear_map(x, weight, {});
  }
  at::set_num_threads(threads);
  EXPECT_TRUE(at::equal(results[0], results[1]));
}

TEST(LinearMap, takes_rows_with_gaps_and_several_dimensions) {
  const auto x = rule_tensor("x", {4, 64, 128}, 4), weight = rule_tensor("weight", {64, 64}, 0.1F);
  expect_linear_map(x.slice(2, 0, 64), weight, {});
  expect_linear_map(x.slice(2, 0, 64).contiguous(), weight, {});
}

TEST(LinearMap, records_gradients) {
  const auto weight = rule_tensor("weight", {64, 64}).set_requires_grad(true);
  linear_map(rule_tensor("x", {64, 64}), weight, {}).sum().backward();
  EXPECT_TRUE(weight.grad().defined());
}

}  // namespace
}  // namespace syncdreamer
