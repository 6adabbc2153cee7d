#include "neus/sdf_network.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

constexpr SdfNetworkOptions kSmall{
    .num_layers = 3, .width = 32, .skip_layer = 2, .num_frequencies = 2, .num_features = 5};

// A network of the small size with weights that nothing is special about, in double precision.
std::shared_ptr<SdfNetwork> rough_network(SdfNetworkOptions options = kSmall) {
  auto network = std::make_shared<SdfNetwork>(options);
  fill_by_rule(*network);
  network->to(at::kDouble);
  return network;
}

TEST(SdfNetwork, begins_as_a_sphere) {
  SdfNetwork network;
  initialize(network, 1);
  const at::NoGradGuard no_grad;
  const at::Tensor directions = rule_tensor("directions", {200, 3});
  const at::Tensor units = directions / directions.norm(2, {1}, true);
  EXPECT_LT(network.distances(units * 0.1).max().item<double>(), -0.1);  // round off: the softplus is no kink at 0
  for (const double radius : {0.5, 0.9}) {
    const SdfSamples sdf = network.evaluate(units * radius);
    EXPECT_NEAR(sdf.distances.mean().item<double>(), radius - 0.5, 0.1) << radius;
    EXPECT_GT((sdf.gradients * units).sum(1).mean().item<double>(), 0.8) << radius;
  }
}

TEST(SdfNetwork, gradients_equal_finite_differences) {
  for (const std::int64_t skip_layer : {0, 1, 2}) {
    SdfNetworkOptions options = kSmall;
    options.skip_layer = skip_layer;
    const auto network = rough_network(options);
    const at::NoGradGuard no_grad;
    const at::Tensor points = rule_tensor("points", {10, 3}).to(at::kDouble);
    const at::Tensor gradients = network->evaluate(points).gradients;
    constexpr double kStep = 1e-6;
    for (std::int64_t axis = 0; axis < 3; ++axis) {
      at::Tensor shift = at::zeros({1, 3}, at::kDouble);
      shift[0][axis] = kStep;
      const at::Tensor expected =
          ((network->distances(points + shift) - network->distances(points - shift)) / (2 * kStep)).squeeze(1);
      EXPECT_LT((gradients.select(1, axis) - expected).abs().max().item<double>(), 1e-6) << skip_layer << axis;
    }
  }
}

TEST(SdfNetwork, a_loss_of_the_gradients_has_the_derivative_of_finite_differences) {
  const auto network = rough_network();
  const at::Tensor points = rule_tensor("points", {10, 3}).to(at::kDouble);
  const auto loss = [&] { return (network->evaluate(points).gradients.norm(2, {1}) - 1).square().mean(); };
  loss().backward();
  at::Tensor weight = network->lin[1]->weight_v;
  const double derivative = weight.grad()[3][4].item<double>();
  const at::NoGradGuard no_grad;
  constexpr double kStep = 1e-6;
  weight[3][4] += kStep;
  const double more = loss().item<double>();
  weight[3][4] -= 2 * kStep;
  const double less = loss().item<double>();
  EXPECT_NEAR(derivative, (more - less) / (2 * kStep), 1e-6);
  EXPECT_GT(std::abs(derivative), 1e-5);
}

TEST(SdfNetwork, distances_are_those_of_evaluate) {
  const auto network = rough_network();
  const at::Tensor points = rule_tensor("points", {10, 3}).to(at::kDouble);
  EXPECT_TRUE(at::equal(network->distances(points), network->evaluate(points).distances));
}

TEST(SdfNetwork, layers_too_narrow_for_the_skip_are_refused) {
  EXPECT_THROW(SdfNetwork({.num_layers = 3, .width = 39, .skip_layer = 2}), std::logic_error);
  EXPECT_THROW(SdfNetwork({.num_layers = 3, .skip_layer = 3}), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
