#include "neus/positional_encoding.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(PositionalEncoding, is_the_point_then_sines_and_cosines_of_doubling_frequency) {
  const PositionalEncoding encoding(2);
  const at::Tensor encoded = encoding.encode(at::tensor({0.1, 0.2, 0.3}, at::kDouble).unsqueeze(0))[0];
  ASSERT_EQ(encoded.numel(), encoding.width());
  const double expected[] = {0.1,           0.2,           0.3,           std::sin(0.1), std::sin(0.2),
                             std::sin(0.3), std::cos(0.1), std::cos(0.2), std::cos(0.3), std::sin(0.2),
                             std::sin(0.4), std::sin(0.6), std::cos(0.2), std::cos(0.4), std::cos(0.6)};
  for (std::int64_t i = 0; i < encoding.width(); ++i) EXPECT_NEAR(encoded[i].item<double>(), expected[i], 1e-12) << i;
}

TEST(PositionalEncoding, pulled_back_gradient_equals_finite_differences) {
  const PositionalEncoding encoding(3);
  const at::Tensor points = rule_tensor("points", {4, 3}).to(at::kDouble);
  const at::Tensor direction = rule_tensor("direction", {4, encoding.width()}).to(at::kDouble);
  const auto function = [&](const at::Tensor& x) { return (encoding.encode(x) * direction).sum(1); };
  const at::Tensor gradient = encoding.pull_back(points, direction);
  constexpr double kStep = 1e-6;
  for (std::int64_t axis = 0; axis < 3; ++axis) {
    at::Tensor shift = at::zeros({1, 3}, at::kDouble);
    shift[0][axis] = kStep;
    const at::Tensor expected = (function(points + shift) - function(points - shift)) / (2 * kStep);
    EXPECT_LT((gradient.select(1, axis) - expected).abs().max().item<double>(), 1e-7) << axis;
  }
}

}  // namespace
}  // namespace syncdreamer
