#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace syncdreamer {

struct MuonOptions {
  double momentum = 0.95;
  double weight_decay = 0.01;
};

/// Whether Muon can move a parameter: of two dimensions or more, as weights of linear layers and convolutions, and
/// embeddings of places, are; biases, norms and the like are not.
bool is_matrix(const at::Tensor& parameter);

/// About the orthogonal matrices U V^T of matrices U S V^T, by five steps of a Newton-Schulz iteration whose
/// coefficients (Jordan et al. 2024) leave singular values between 0.68 and 1.14, but for those below about a twentieth
/// of the matrix's norm, which take more steps to grow.
///
/// \param matrices  `[N, O, I]`
at::Tensor orthogonalized(const at::Tensor& matrices);

/// Moves the parameters that have a gradient by one step of Muon (Jordan et al. 2024): Nesterov's momentum,
/// orthogonalized, so that no direction of the weights learns slower than others. The step is scaled to a root mean
/// square of 0.2 of the learning rate (Liu et al. 2025), which is what AdamW's usually is: both share one learning
/// rate. Matrices of one shape go through the iteration together.
///
/// \param parameters  matrices (is_matrix), `[O, ...]` taken as `[O, I]`.
/// \param momenta     of the parameters' shapes, zero before the first step.
void muon_step(const std::vector<at::Tensor>& parameters, const std::vector<at::Tensor>& momenta,
               const MuonOptions& options, double learning_rate);

}  // namespace syncdreamer
