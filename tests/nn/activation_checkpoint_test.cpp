#include "nn/activation_checkpoint.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/layers.h"

namespace syncdreamer {
namespace {

struct Gradients {
  at::Tensor value, input, weight;
};

Gradients gradients(Linear& layer, bool with_checkpoint, int* calls) {
  const at::Tensor x = at::linspace(-1, 1, 12).reshape({3, 4}).set_requires_grad(true);
  const at::Tensor scale = at::full({}, 0.5);
  const TensorFunction f = [&layer, calls](const std::vector<at::Tensor>& inputs) {
    ++*calls;
    return at::tanh(layer.forward(inputs[0])) * inputs[1];
  };
  layer.zero_grad();
  const at::Tensor y = with_checkpoint ? checkpointed(f, {x, scale}) : f({x, scale});
  y.square().sum().backward();
  return {y.detach(), x.grad(), layer.weight.grad().clone()};
}

TEST(ActivationCheckpoint, gradients_of_inputs_and_parameters_are_the_same_to_the_last_bit) {
  Linear layer(4, 5);
  initialize(layer, 1);
  int calls = 0;
  const Gradients plain = gradients(layer, false, &calls);
  EXPECT_EQ(calls, 1);
  const Gradients recomputed = gradients(layer, true, &calls);
  EXPECT_EQ(calls, 3) << "once forth, once in the backward pass";
  EXPECT_TRUE(at::equal(plain.value, recomputed.value));
  EXPECT_TRUE(at::equal(plain.input, recomputed.input));
  EXPECT_TRUE(at::equal(plain.weight, recomputed.weight));
}

TEST(ActivationCheckpoint, without_gradients_the_function_is_called_once) {
  int calls = 0;
  const TensorFunction twice = [&calls](const std::vector<at::Tensor>& inputs) {
    ++calls;
    return inputs[0] * 2;
  };
  const at::Tensor x = at::ones({2});
  EXPECT_FALSE(checkpointed(twice, {x}).requires_grad());
  const at::NoGradGuard no_grad;
  EXPECT_FALSE(checkpointed(twice, {at::ones({2}).set_requires_grad(true)}).requires_grad());
  EXPECT_EQ(calls, 2);
}

TEST(ActivationCheckpoint, checkpoints_may_follow_each_other) {
  const at::Tensor x = at::full({3}, 0.3).set_requires_grad(true);
  const TensorFunction sine = [](const std::vector<at::Tensor>& inputs) { return at::sin(inputs[0]); };
  checkpointed(sine, {checkpointed(sine, {x})}).sum().backward();
  const at::Tensor expected = at::cos(at::sin(x)) * at::cos(x);
  EXPECT_TRUE(at::allclose(x.grad(), expected));
}

}  // namespace
}  // namespace syncdreamer
