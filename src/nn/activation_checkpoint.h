#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace syncdreamer {

using TensorFunction = std::function<at::Tensor(const std::vector<at::Tensor>&)>;

/// `f(inputs)`, of which only the inputs are kept for the backward pass, where f is computed again (Chen et al. 2016):
/// less memory for a third more arithmetic, the same gradients, only that those of inputs which several functions share
/// are summed in another order, and that on a CPU the value comes from the kernels for inference (cpu_kernels.h), which
/// differ in the last digits from the operators that the gradients are of.
///
/// f must give the same result both times but for that, live until the backward pass, and may use parameters; these get
/// their gradients as ever. Where no input needs a gradient, nothing is gained, and f is called as it is.
at::Tensor checkpointed(const TensorFunction& f, const std::vector<at::Tensor>& inputs);

}  // namespace syncdreamer
