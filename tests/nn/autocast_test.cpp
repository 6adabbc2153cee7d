#include "nn/autocast.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/activation_checkpoint.h"
#include "nn/layers.h"

namespace syncdreamer {
namespace {

/// A perceptron whose matrix products autocast takes.
class Perceptron : public torch::nn::Module {
 public:
  Perceptron() {
    layers = register_module("layers", std::make_shared<Sequence>());
    layers->add<Linear>(0, 16, 32);
    layers->add<Silu>(1);
    layers->add<Linear>(2, 32, 8);
    syncdreamer::initialize(*this, 1);
  }

  /// The gradient of the first weights by a loss under autocast, with activation checkpointing or without.
  at::Tensor gradient(at::ScalarType type, bool checkpoints) {
    zero_grad();
    const at::Tensor x = at::linspace(-1, 1, 64).view({4, 16}).set_requires_grad(true);
    at::Tensor loss;
    {
      const Autocast autocast(autocast_to(at::kCPU, type));
      const auto f = [this](const std::vector<at::Tensor>& inputs) { return layers->forward(inputs[0]); };
      loss = (checkpoints ? checkpointed(f, {x}) : f({x})).to(at::kFloat).square().mean();
    }
    loss.backward();
    return layers->at<Linear>(0).weight.grad().clone();
  }

  std::shared_ptr<Sequence> layers;
};

double relative_error(const at::Tensor& actual, const at::Tensor& expected) {
  return ((actual - expected).norm() / expected.norm()).item<double>();
}

TEST(Autocast, computes_products_in_the_smaller_type_until_its_end) {
  const at::Tensor a = at::ones({2, 2});
  {
    const Autocast autocast(autocast_to(at::kCPU, at::kBFloat16));
    EXPECT_EQ(at::mm(a, a).scalar_type(), at::kBFloat16);
    EXPECT_TRUE(current_autocast().cpu.enabled);
    EXPECT_FALSE(current_autocast().cuda.enabled);
  }
  EXPECT_EQ(at::mm(a, a).scalar_type(), at::kFloat);
}

TEST(Autocast, to_single_precision_is_none) {
  const at::Tensor a = at::ones({2, 2});
  const Autocast autocast(autocast_to(at::kCPU, at::kFloat));
  EXPECT_EQ(at::mm(a, a).scalar_type(), at::kFloat);
}

TEST(Autocast, gives_about_the_gradients_of_single_precision_in_single_precision) {
  Perceptron network;
  const at::Tensor exact = network.gradient(at::kFloat, false), rounded = network.gradient(at::kBFloat16, false);
  EXPECT_EQ(rounded.scalar_type(), at::kFloat);
  EXPECT_GT(relative_error(rounded, exact), 1e-5);
  EXPECT_LT(relative_error(rounded, exact), 0.02);
}

TEST(Autocast, holds_in_what_the_backward_pass_computes_again) {
  Perceptron network;
  EXPECT_TRUE(network.gradient(at::kBFloat16, true).equal(network.gradient(at::kBFloat16, false)));
}

}  // namespace
}  // namespace syncdreamer
