#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/state_dict.h"
#include "nn/adamw.h"
#include "nn/muon.h"

namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

/// Parameters that train at one multiple of the learning rate.
struct ParameterGroup {
  double learning_rate_scale = 1;
  std::vector<NamedTensor> parameters;
};

/// The parameters of `module` under `prefix` + their names, as a group.
ParameterGroup parameter_group(const torch::nn::Module& module, const std::string& prefix,
                               double learning_rate_scale = 1);

/// The parameters of all groups, in order.
std::vector<NamedTensor> parameters_of(const std::vector<ParameterGroup>& groups);

/// Gives a tensor of a training's state the values that it had when it was saved.
///
/// \throws InputError if the state has none of this name and shape.
void restore(const at::Tensor& target, const StateDict& state, const std::string& name);

struct OptimizerOptions {
  bool muon = false;
  double momentum = 0.95;
  AdamWOptions adamw;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("muon", self.muon, "move matrices by Muon, AdamW the rest; the learning rate is AdamW's");
    field("momentum", self.momentum, "decay of Muon's momentum");
    AdamWOptions::visit(self.adamw, field);
  }
};

/// AdamW (Loshchilov and Hutter 2019), or Muon for matrices and AdamW for the rest. Its whole state can be saved and
/// restored to the last bit.
class Optimizer {
 public:
  Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options);

  /// Moves every parameter that has a gradient.
  void step(double learning_rate);
  void zero_grad();

  /// Scales all gradients so that their joint norm is at most `max_norm`, if it is finite; 0 leaves them as they are.
  /// \return the norm before.
  double clip_gradients(double max_norm);

  /// Adds the moments under `optimizer.`; `load` takes them back. \throws InputError if one is missing.
  void save(StateDict& state) const;
  void load(const StateDict& state, std::int64_t num_steps);

  const std::vector<ParameterGroup>& groups() const { return groups_; }

 private:
  bool uses_muon(const at::Tensor& parameter) const { return options_.muon && is_matrix(parameter); }

  std::vector<ParameterGroup> groups_;
  std::vector<AdamWMoments> moments_;  ///< of all parameters; Muon has a mean alone, its momentum
  OptimizerOptions options_;
  std::int64_t num_steps_ = 0;
};

}  // namespace syncdreamer
