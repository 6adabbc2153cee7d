#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <functional>

namespace syncdreamer {

/// Moves every weight by up to half of its last bit, in a way of its own for each rounding; number 0 moves none.
void move_within_rounding(torch::nn::Module& module, int rounding);

/// The same of an input.
at::Tensor moved_within_rounding(const at::Tensor& values, int rounding);

/// Expects one of a dozen roundings to pass, for numbers that jump where a condition is met within rounding only (the
/// input of a ReLU, the bin of a sample): there the machine's instruction set decides about number 0.
///
/// \param expectations  called with the number of the rounding.
void expect_for_one_rounding(const std::function<void(int)>& expectations);

}  // namespace syncdreamer
