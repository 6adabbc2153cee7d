#include "nn/adamw.h"

#include <ATen/ATen.h>

#include <cmath>
#include <cstddef>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

// Of parameters: so much again is needed for the time of the calls.
constexpr std::size_t kBytesAtOnce = std::size_t{256} << 20;

/// Parameters that are moved in the same calls.
struct Together {
  std::vector<at::Tensor> parameters, gradients, means, squares;
  std::size_t num_bytes = 0;

  void add(const at::Tensor& parameter, const AdamWMoments& moments) {
    parameters.push_back(parameter);
    gradients.push_back(parameter.grad());
    means.push_back(moments.mean);
    squares.push_back(moments.square);
    num_bytes += parameter.nbytes();
  }
};

/// By which the moments, which begin at zero, are too small.
struct Corrections {
  double mean, square;
};

void move(const Together& some, const AdamWOptions& options, double learning_rate, const Corrections& corrections) {
  at::_foreach_mul_(some.means, options.beta1);
  at::_foreach_add_(some.means, some.gradients, 1 - options.beta1);
  at::_foreach_mul_(some.squares, options.beta2);
  at::_foreach_addcmul_(some.squares, some.gradients, some.gradients, 1 - options.beta2);
  std::vector<at::Tensor> denominators = at::_foreach_sqrt(some.squares);
  at::_foreach_div_(denominators, std::sqrt(corrections.square));
  at::_foreach_add_(denominators, options.eps);
  at::_foreach_mul_(some.parameters, 1 - learning_rate * options.weight_decay);
  at::_foreach_addcdiv_(some.parameters, some.means, denominators, -learning_rate / corrections.mean);
}

}  // namespace

AdamWMoments zero_moments(const at::Tensor& parameter) {
  return {at::zeros_like(parameter), at::zeros_like(parameter)};
}

void adamw_step(const std::vector<at::Tensor>& parameters, const std::vector<AdamWMoments>& moments,
                const AdamWOptions& options, double learning_rate, std::int64_t num_steps) {
  const at::NoGradGuard no_grad;
  check(parameters.size() == moments.size(), "adamw_step: expected moments for each parameter");
  const Corrections corrections{1 - std::pow(options.beta1, num_steps), 1 - std::pow(options.beta2, num_steps)};
  Together some;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].grad().defined()) continue;
    some.add(parameters[i], moments[i]);
    if (some.num_bytes >= kBytesAtOnce) move(std::exchange(some, {}), options, learning_rate, corrections);
  }
  if (!some.parameters.empty()) move(some, options, learning_rate, corrections);
}

}  // namespace syncdreamer
