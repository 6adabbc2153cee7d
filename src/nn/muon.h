#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace syncdreamer {

struct MuonOptions {
  double momentum = 0.95;
  double weight_decay = 0.01;
};

/// Whether Muon can move a parameter: weights of linear layers and convolutions, which are matrices; biases, norms and
/// the like are not.
bool is_matrix(const at::Tensor& parameter);

/// About the orthogonal matrix U V^T of a matrix U S V^T, by five steps of a Newton-Schulz iteration whose coefficients
/// (Jordan et al. 2024) leave singular values between 0.68 and 1.14.
///
/// \param matrix  `[O, ...]`, taken as `[O, I]`.
/// \return the same shape.
at::Tensor orthogonalized(const at::Tensor& matrix);

/// Moves a matrix that has a gradient by one step of Muon (Jordan et al. 2024): Nesterov's momentum, orthogonalized, so
/// that no direction of the weights learns slower than others. The step is scaled to a root mean square of 0.2 of the
/// learning rate (Liu et al. 2025), which is what AdamW's usually is: both share one learning rate.
///
/// \param momentum  of the parameter's shape, zero before the first step.
void muon_step(at::Tensor parameter, at::Tensor& momentum, const MuonOptions& options, double learning_rate);

}  // namespace syncdreamer
