#include "tests/support/pretend_device.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "nn/attention.h"
#include "nn/layers.h"

namespace syncdreamer {
namespace {

class PretendDevice : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  }

  static void expect_same(const at::Tensor& actual, const at::Tensor& expected) {
    EXPECT_EQ(actual.device(), pretend_device());
    EXPECT_LT((actual.cpu() - expected).abs().max().item<double>(), 1e-5 * expected.abs().max().item<double>());
  }
};

TEST_F(PretendDevice, refuses_tensors_of_the_cpu_beside_its_own) {
  const at::Tensor here = at::rand({2, 3}, pretend_device()), there = at::rand({2, 3});
  EXPECT_THROW(here + there, c10::Error);
  EXPECT_THROW(at::matmul(there.t(), here), c10::Error);
  EXPECT_THROW(at::cat({here, there}), c10::Error);
  EXPECT_NO_THROW(here * at::scalar_tensor(2.0)) << "as on GPUs, single numbers may come from the CPU";
}

TEST_F(PretendDevice, layers_compute_without_kernels_what_they_compute_with_them) {
  const at::NoGradGuard no_grad;
  Conv2d convolution(32, 32, 3);
  GroupNorm norm(8, 32);
  initialize(convolution, 1);
  initialize(norm, 2);
  const at::Tensor x = at::rand({2, 32, 9, 7}), queries = at::rand({2, 4, 10, 8}), keys = at::rand({2, 4, 6, 8});
  const at::Tensor convolved = convolution.forward(x), normed = norm.forward(x, Activation::silu);
  convolution.to(pretend_device());
  norm.to(pretend_device());
  expect_same(convolution.forward(x.to(pretend_device())), convolved);
  expect_same(norm.forward(x.to(pretend_device()), Activation::silu), normed);
  const at::Tensor keys_there = keys.to(pretend_device());
  expect_same(attention(queries.to(pretend_device()), keys_there, keys_there), attention(queries, keys, keys));
}

TEST_F(PretendDevice, gradients_are_those_of_the_cpu) {
  Conv2d here(3, 4, 3), there(3, 4, 3);
  initialize(here, 1);
  initialize(there, 1);
  there.to(pretend_device());
  const at::Tensor x = at::rand({2, 3, 5, 6});
  here.forward(x).square().mean().backward();
  there.forward(x.to(pretend_device())).square().mean().backward();
  expect_same(there.weight.grad(), here.weight.grad());
}

}  // namespace
}  // namespace syncdreamer
