#pragma once

#include <ATen/core/Tensor.h>

namespace syncdreamer {

/// The weight of a convolution, `[out, in, k...]` (of a transposed one: `[in, out, k...]`), as libtorch's own
/// convolutions are to be given it where gradients are recorded, and transposed ones always, for they are such
/// gradients.
///
/// oneDNN 3.7, which Debian 13 has, computes garbage for the gradients of inputs with many numbers of channels (3 and
/// 48 among them), but not with the channels last in memory; the weight's layout decides. Whether this libtorch errs is
/// looked at once; if it does not, or `weight` is not on the CPU, the result is `weight` itself. A single channel in
/// the second place has no layout: libtorch then does without oneDNN in this process from there on.
at::Tensor with_right_gradients(const at::Tensor& weight);

}  // namespace syncdreamer
