#include "train/optimizer.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

#include "core/error.h"

namespace syncdreamer {

void restore(const at::Tensor& target, const StateDict& state, const std::string& name) {
  const at::Tensor& saved = state.at(name);
  if (saved.sizes() != target.sizes()) throw InputError(state.path, name + ": has another shape than the parameter");
  if (saved.scalar_type() != target.scalar_type())
    throw InputError(state.path, name +
                                     ": has numbers of another type than the parameter; a converted checkpoint has "
                                     "lost digits that a training needs");
  target.copy_(saved);
}

ParameterGroup parameter_group(const torch::nn::Module& module, const std::string& prefix, double learning_rate_scale) {
  ParameterGroup group{learning_rate_scale, {}};
  for (const auto& item : module.named_parameters()) group.parameters.push_back({prefix + item.key(), item.value()});
  return group;
}

std::vector<NamedTensor> parameters_of(const std::vector<ParameterGroup>& groups) {
  std::vector<NamedTensor> parameters;
  for (const ParameterGroup& group : groups)
    parameters.insert(parameters.end(), group.parameters.begin(), group.parameters.end());
  return parameters;
}

Optimizer::Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options)
    : groups_(std::move(groups)), options_(options) {
  for (const NamedTensor& parameter : parameters_of(groups_)) {
    moments_.push_back(zero_moments(parameter.tensor));
    if (uses_muon(parameter.tensor)) moments_.back().square.reset();
  }
}

void Optimizer::step(double learning_rate) {
  ++num_steps_;
  auto of_parameter = moments_.begin();
  for (const ParameterGroup& group : groups_) {
    const double rate = learning_rate * group.learning_rate_scale;
    std::vector<at::Tensor> matrices, momenta, others;
    std::vector<AdamWMoments> moments;
    for (const NamedTensor& parameter : group.parameters) {
      if (uses_muon(parameter.tensor)) {
        matrices.push_back(parameter.tensor);
        momenta.push_back(of_parameter->mean);
      } else {
        others.push_back(parameter.tensor);
        moments.push_back(*of_parameter);
      }
      ++of_parameter;
    }
    muon_step(matrices, momenta, {options_.momentum, options_.adamw.weight_decay}, rate);
    adamw_step(others, moments, options_.adamw, rate, num_steps_);
  }
}

void Optimizer::zero_grad() {
  for (const NamedTensor& parameter : parameters_of(groups_)) parameter.tensor.mutable_grad().reset();
}

double Optimizer::clip_gradients(double max_norm) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> gradients;
  for (const NamedTensor& parameter : parameters_of(groups_)) {
    if (parameter.tensor.grad().defined()) gradients.push_back(parameter.tensor.grad());
  }
  if (gradients.empty()) return 0;
  const at::Tensor norms = at::stack(at::_foreach_norm(gradients));
  const double norm = norms.to(at::kDouble).square().sum().sqrt().item<double>();
  if (max_norm > 0 && std::isfinite(norm) && norm > max_norm) at::_foreach_mul_(gradients, max_norm / norm);
  return norm;
}

void Optimizer::save(StateDict& state) const {
  const std::vector<NamedTensor> parameters = parameters_of(groups_);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [mean, square] = moments_[i];
    state.add("optimizer.mean." + parameters[i].name, mean);
    if (square.defined()) state.add("optimizer.square." + parameters[i].name, square);
  }
}

void Optimizer::load(const StateDict& state, std::int64_t num_steps) {
  const std::vector<NamedTensor> parameters = parameters_of(groups_);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [mean, square] = moments_[i];
    restore(mean, state, "optimizer.mean." + parameters[i].name);
    if (square.defined()) restore(square, state, "optimizer.square." + parameters[i].name);
  }
  num_steps_ = num_steps;
}

}  // namespace syncdreamer
