#include "nn/adamw.h"

#include <cmath>

namespace syncdreamer {

AdamWMoments zero_moments(const at::Tensor& parameter) {
  return {at::zeros_like(parameter), at::zeros_like(parameter)};
}

void adamw_step(at::Tensor parameter, AdamWMoments& moments, const AdamWOptions& options, double learning_rate,
                std::int64_t num_steps) {
  const at::NoGradGuard no_grad;
  const at::Tensor& gradient = parameter.grad();
  if (!gradient.defined()) return;
  const double correction1 = 1 - std::pow(options.beta1, num_steps);
  const double correction2 = 1 - std::pow(options.beta2, num_steps);
  moments.mean.lerp_(gradient, 1 - options.beta1);
  moments.square.mul_(options.beta2).addcmul_(gradient, gradient, 1 - options.beta2);
  parameter.mul_(1 - learning_rate * options.weight_decay);
  const at::Tensor denominator = moments.square.sqrt().div_(std::sqrt(correction2)).add_(options.eps);
  parameter.addcdiv_(moments.mean, denominator, -learning_rate / correction1);
}

}  // namespace syncdreamer
