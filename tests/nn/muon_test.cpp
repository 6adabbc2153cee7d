#include "nn/muon.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>
#include <vector>

namespace syncdreamer {
namespace {

at::Tensor random_matrix(std::vector<std::int64_t> sizes) {
  at::manual_seed(5);
  return at::randn(sizes);
}

TEST(Muon, orthogonalization_keeps_the_singular_vectors_and_evens_out_the_values) {
  for (const auto& sizes : std::vector<std::vector<std::int64_t>>{{16, 16}, {8, 200}, {200, 8}}) {
    const at::Tensor matrix = random_matrix(sizes);
    const auto [u, s, vh] = at::linalg_svd(matrix, false);
    const at::Tensor values = at::mm(at::mm(u.t(), orthogonalized(matrix.unsqueeze(0))[0]), vh.t());
    const at::Tensor off_diagonal = values - at::diag(at::diag(values));
    EXPECT_LT(off_diagonal.abs().max().item<float>(), 1e-3);
    EXPECT_GT(s.max().item<float>(), 1.2 * s.min().item<float>()) << "there is something to even out";
    // The least values of a square matrix, of which there may be very small ones, take more iterations.
    const at::Tensor large = at::diag(values).masked_select(s > 0.05 * s.norm());
    EXPECT_GT(large.min().item<float>(), 0.65);
    EXPECT_LT(large.max().item<float>(), 1.2);
  }
}

TEST(Muon, what_is_a_matrix) {
  EXPECT_TRUE(is_matrix(at::zeros({4, 3, 3, 3}))) << "a convolution's weights";
  EXPECT_FALSE(is_matrix(at::zeros({12}))) << "a bias";
  EXPECT_FALSE(is_matrix(at::zeros({12, 1}))) << "one column";
  EXPECT_FALSE(is_matrix(at::zeros({1, 12}))) << "one row";
}

TEST(Muon, matrices_of_one_shape_move_as_if_each_were_alone) {
  std::vector<at::Tensor> together, alone, momenta, lone_momenta;
  for (const auto& sizes : std::vector<std::vector<std::int64_t>>{{4, 3, 3, 3}, {4, 27}, {9, 5}, {4, 27}}) {
    const at::Tensor gradient = random_matrix(sizes) * static_cast<double>(1 + together.size());
    for (std::vector<at::Tensor>* const parameters : {&together, &alone}) {
      parameters->push_back(at::ones(sizes).set_requires_grad(true));
      parameters->back().mutable_grad() = gradient.clone();
    }
    momenta.push_back(at::ones(sizes));
    lone_momenta.push_back(at::ones(sizes));
  }
  muon_step(together, momenta, {}, 0.1);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    muon_step({alone[i]}, {lone_momenta[i]}, {}, 0.1);
    EXPECT_LT((together[i] - alone[i]).abs().max().item<float>(), 1e-6) << i;
    EXPECT_TRUE(momenta[i].equal(lone_momenta[i])) << i;
  }
}

TEST(Muon, two_steps_follow_the_published_formula) {
  const at::Tensor first = random_matrix({6, 10}), second = first.flip({1}) * 3;
  at::Tensor parameter = at::ones({6, 10}).set_requires_grad(true), momentum = at::zeros({6, 10});
  parameter.mutable_grad() = first.clone();
  muon_step({parameter}, {momentum}, {.momentum = 0.9, .weight_decay = 0.5}, 0.1);
  parameter.mutable_grad() = second.clone();
  muon_step({parameter}, {momentum}, {.momentum = 0.9, .weight_decay = 0.5}, 0.1);

  const double scale = 0.2 * std::sqrt(10.0);
  const auto direction = [](const at::Tensor& matrix) { return orthogonalized(matrix.unsqueeze(0))[0]; };
  at::Tensor expected = at::ones({6, 10}) * 0.95 - 0.1 * scale * direction(first * 1.9);
  expected = expected * 0.95 - 0.1 * scale * direction(second + 0.9 * (0.9 * first + second));
  EXPECT_LT((parameter - expected).abs().max().item<float>(), 1e-6);
}

TEST(Muon, step_is_as_large_as_the_learning_rate_says_whatever_the_gradient) {
  for (const double size : {1e-6, 1.0, 1e6}) {
    at::Tensor parameter = at::zeros({32, 64}).set_requires_grad(true), momentum = at::zeros({32, 64});
    parameter.mutable_grad() = random_matrix({32, 64}) * size;
    muon_step({parameter}, {momentum}, {}, 0.01);
    EXPECT_NEAR(parameter.square().mean().sqrt().item<float>(), 0.2 * 0.01, 0.2 * 0.01 * 0.2) << size;
  }
}

TEST(Muon, parameter_without_gradient_stays) {
  at::Tensor parameter = at::ones({3, 3}).set_requires_grad(true), momentum = at::zeros({3, 3});
  muon_step({parameter}, {momentum}, {}, 1);
  EXPECT_EQ(parameter.sum().item<float>(), 9);
}

}  // namespace
}  // namespace syncdreamer
