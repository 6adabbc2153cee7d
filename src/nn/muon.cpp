#include "nn/muon.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kIterations = 5;
constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;  // of a X + b (X X^T) X + c (X X^T)^2 X
constexpr double kStepSize = 0.2;

/// Parameters of one shape.
struct Matrices {
  std::vector<at::Tensor> parameters, gradients, momenta;
};

}  // namespace

bool is_matrix(const at::Tensor& parameter) {
  return parameter.dim() >= 2 && parameter.size(0) > 1 && parameter.numel() > parameter.size(0);
}

at::Tensor orthogonalized(const at::Tensor& matrices) {
  check(matrices.dim() == 3, "orthogonalized: expected [N, O, I]");
  const bool are_tall = matrices.size(1) > matrices.size(2);
  at::Tensor x = are_tall ? matrices.transpose(1, 2) : matrices;
  x = x / (x.norm(2, {1, 2}, true) + 1e-12);
  // All iterates are P x with a polynomial P of x x^T: the long side takes part in two products only.
  const at::Tensor gram = at::bmm(x, x.transpose(1, 2));
  at::Tensor p = at::eye(x.size(1), x.options()).expand_as(gram);
  for (int i = 0; i < kIterations; ++i) {
    const at::Tensor g = at::bmm(at::bmm(p, gram), p);  // P is symmetric
    p = kA * p + at::bmm(kB * g + kC * at::bmm(g, g), p);
  }
  x = at::bmm(p, x);
  return are_tall ? x.transpose(1, 2) : x;
}

void muon_step(const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& momenta,
               const MuonOptions& options, double learning_rate) {
  const at::NoGradGuard no_grad;
  check(parameters.size() == momenta.size(), "muon_step: expected a momentum for each parameter");
  std::map<std::array<std::int64_t, 2>, Matrices> by_shape;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const at::Tensor& parameter = parameters[i];
    if (!parameter.grad().defined()) continue;
    check(is_matrix(parameter), "muon_step: expected matrices");
    const std::int64_t rows = parameter.size(0);
    Matrices& same = by_shape[{rows, parameter.numel() / rows}];
    same.parameters.push_back(parameter);
    same.gradients.push_back(parameter.grad());
    same.momenta.push_back(momenta[i]);
  }
  for (auto& [shape, same] : by_shape) {
    at::_foreach_mul_(same.momenta, options.momentum);
    at::_foreach_add_(same.momenta, same.gradients);
    const std::vector<at::Tensor> directions = at::_foreach_add(same.gradients, same.momenta, options.momentum);
    std::vector<at::Tensor> rows;
    for (const at::Tensor& direction : directions) rows.push_back(direction.reshape({shape[0], shape[1]}));
    std::vector<at::Tensor> updates = orthogonalized(at::stack(rows)).unbind();
    for (std::size_t i = 0; i < updates.size(); ++i) updates[i] = updates[i].reshape(same.parameters[i].sizes());
    const auto long_side = static_cast<double>(std::max(shape[0], shape[1]));
    at::_foreach_mul_(same.parameters, 1 - learning_rate * options.weight_decay);
    at::_foreach_add_(same.parameters, updates, -learning_rate * kStepSize * std::sqrt(long_side));
  }
}

}  // namespace syncdreamer
