#include "nn/muon.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kIterations = 5;
constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;  // of a X + b (X X^T) X + c (X X^T)^2 X
constexpr double kStepSize = 0.2;

}  // namespace

bool is_matrix(const at::Tensor& parameter) {
  return parameter.dim() >= 2 && parameter.size(0) > 1 && parameter.numel() > parameter.size(0);
}

at::Tensor orthogonalized(const at::Tensor& matrix) {
  check(is_matrix(matrix), "orthogonalized: expected two dimensions or more");
  at::Tensor x = matrix.reshape({matrix.size(0), -1});
  const bool is_tall = x.size(0) > x.size(1);
  if (is_tall) x = x.t();
  x = x / (x.norm() + 1e-12);
  // All iterates are P x with a polynomial P of x x^T: the long side takes part in two products only.
  const at::Tensor gram = at::mm(x, x.t());
  at::Tensor p = at::eye(x.size(0), x.options());
  for (int i = 0; i < kIterations; ++i) {
    const at::Tensor g = at::mm(at::mm(p, gram), p);  // P is symmetric
    p = kA * p + at::mm(kB * g + kC * at::mm(g, g), p);
  }
  x = at::mm(p, x);
  return (is_tall ? x.t() : x).reshape(matrix.sizes());
}

void muon_step(at::Tensor parameter, at::Tensor& momentum, const MuonOptions& options, double learning_rate) {
  const at::NoGradGuard no_grad;
  const at::Tensor& gradient = parameter.grad();
  if (!gradient.defined()) return;
  momentum.mul_(options.momentum).add_(gradient);
  const at::Tensor update = orthogonalized(gradient + options.momentum * momentum);
  const auto rows = static_cast<double>(parameter.size(0));
  const double long_side = std::max(rows, static_cast<double>(parameter.numel()) / rows);
  parameter.mul_(1 - learning_rate * options.weight_decay);
  parameter.sub_(update, learning_rate * kStepSize * std::sqrt(long_side));
}

}  // namespace syncdreamer
