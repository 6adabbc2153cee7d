#include "train/moving_average.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace syncdreamer {

MovingAverage::MovingAverage(const std::vector<ParameterGroup>& groups, double decay) : decay_(decay) {
  if (decay == 0) return;
  for (const NamedTensor& parameter : parameters_of(groups)) {
    names_.push_back(parameter.name);
    parameters_.push_back(parameter.tensor.detach());
    averages_.push_back(parameter.tensor.detach().clone());
  }
  std::int64_t largest = 0;
  for (const at::Tensor& average : averages_) largest = std::max(largest, average.numel());
  if (largest > 0) scratch_ = at::empty({largest}, averages_.front().options());
}

void MovingAverage::update(std::int64_t step) {
  if (averages_.empty()) return;
  const at::NoGradGuard no_grad;
  const double decay = std::min(decay_, (1.0 + static_cast<double>(step)) / (10.0 + static_cast<double>(step)));
  at::_foreach_mul_(averages_, decay);
  at::_foreach_add_(averages_, parameters_, 1 - decay);
}

void MovingAverage::swap() {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const at::Tensor kept = scratch_.narrow(0, 0, averages_[i].numel()).view(averages_[i].sizes());
    kept.copy_(parameters_[i]);
    parameters_[i].copy_(averages_[i]);
    averages_[i].copy_(kept);
  }
}

void MovingAverage::save(StateDict& state) const {
  for (std::size_t i = 0; i < averages_.size(); ++i) state.add("average." + names_[i], averages_[i]);
}

void MovingAverage::load(const StateDict& state) {
  for (std::size_t i = 0; i < averages_.size(); ++i) restore(averages_[i], state, "average." + names_[i]);
}

}  // namespace syncdreamer
