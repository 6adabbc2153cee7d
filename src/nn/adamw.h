#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace syncdreamer {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0.01;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("beta1", self.beta1, "decay of the mean of gradients");
    field("beta2", self.beta2, "decay of the mean of squared gradients");
    field("eps", self.eps, "added to the root of the mean of squared gradients");
    field("weight_decay", self.weight_decay, "decoupled weight decay, per unit of learning rate");
  }
};

/// Running means of a parameter's gradients and of their squares, each of the parameter's shape.
struct AdamWMoments {
  at::Tensor mean, square;
};

AdamWMoments zero_moments(const at::Tensor& parameter);

/// Moves the parameters that have a gradient by one step of AdamW (Loshchilov and Hutter 2019), many in the same calls:
/// on GPUs small networks would otherwise wait for one kernel after the other.
///
/// \param moments    one for each parameter.
/// \param num_steps  how many steps the optimizer has made, this one included.
void adamw_step(const std::vector<at::Tensor>& parameters, const std::vector<AdamWMoments>& moments,
                const AdamWOptions& options, double learning_rate, std::int64_t num_steps);

}  // namespace syncdreamer
