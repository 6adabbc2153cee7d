#include "nn/activation_checkpoint.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <utility>

#include "nn/autocast.h"

namespace syncdreamer {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The function in a form that libtorch stores with a node of the graph.
struct StoredFunction : torch::CustomClassHolder {
  StoredFunction(TensorFunction f, std::vector<bool> needs)
      : function(std::move(f)), needs_gradient(std::move(needs)) {}

  TensorFunction function;
  std::vector<bool> needs_gradient;
  AutocastState autocast = current_autocast();  // the backward pass may run on a thread that knows nothing of it
};

struct Recompute : torch::autograd::Function<Recompute> {
  static at::Tensor forward(AutogradContext* context, const c10::intrusive_ptr<StoredFunction>& stored,
                            at::TensorList inputs) {
    context->saved_data["function"] = c10::IValue::make_capsule(stored);
    context->save_for_backward(inputs.vec());
    return stored->function(inputs.vec());
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto stored = c10::static_intrusive_pointer_cast<StoredFunction>(context->saved_data["function"].toCapsule());
    variable_list inputs;
    for (const at::Tensor& saved : context->get_saved_variables()) {
      inputs.push_back(saved.detach().set_requires_grad(stored->needs_gradient[inputs.size()]));
    }
    {
      const at::AutoGradMode with_gradients(true);
      const Autocast as_before(stored->autocast);
      torch::autograd::backward({stored->function(inputs)}, {gradients[0]});
    }
    variable_list result{at::Tensor()};  // the function itself has none
    for (const at::Tensor& input : inputs) result.push_back(input.grad());
    return result;
  }
};

}  // namespace

at::Tensor checkpointed(const TensorFunction& f, const std::vector<at::Tensor>& inputs) {
  std::vector<bool> needs_gradient;
  for (const at::Tensor& input : inputs) needs_gradient.push_back(input.requires_grad());
  const bool gains = std::find(needs_gradient.begin(), needs_gradient.end(), true) != needs_gradient.end();
  if (!gains || !at::GradMode::is_enabled()) return f(inputs);
  return Recompute::apply(c10::make_intrusive<StoredFunction>(f, needs_gradient), at::TensorList(inputs));
}

}  // namespace syncdreamer
