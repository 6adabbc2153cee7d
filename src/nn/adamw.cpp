#include "nn/adamw.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/error.h"

namespace syncdreamer {

AdamWMoments zero_moments(const at::Tensor& parameter) {
  return {at::zeros_like(parameter), at::zeros_like(parameter)};
}

void adamw_step(const std::vector<at::Tensor>& parameters, const std::vector<AdamWMoments>& moments,
                const AdamWOptions& options, double learning_rate, std::int64_t num_steps) {
  const at::NoGradGuard no_grad;
  check(parameters.size() == moments.size(), "adamw_step: expected moments for each parameter");
  std::vector<at::Tensor> moved, gradients, means, squares;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].grad().defined()) continue;
    moved.push_back(parameters[i]);
    gradients.push_back(parameters[i].grad());
    means.push_back(moments[i].mean);
    squares.push_back(moments[i].square);
  }
  if (moved.empty()) return;
  const double correction1 = 1 - std::pow(options.beta1, num_steps);
  const double correction2 = 1 - std::pow(options.beta2, num_steps);
  at::_foreach_mul_(means, options.beta1);
  at::_foreach_add_(means, gradients, 1 - options.beta1);
  at::_foreach_mul_(squares, options.beta2);
  at::_foreach_addcmul_(squares, gradients, gradients, 1 - options.beta2);
  std::vector<at::Tensor> denominators = at::_foreach_sqrt(squares);
  at::_foreach_div_(denominators, std::sqrt(correction2));
  at::_foreach_add_(denominators, options.eps);
  at::_foreach_mul_(moved, 1 - learning_rate * options.weight_decay);
  at::_foreach_addcdiv_(moved, means, denominators, -learning_rate / correction1);
}

}  // namespace syncdreamer
