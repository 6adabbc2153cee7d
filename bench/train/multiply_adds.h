#pragma once

#include <ATen/ATen.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <map>
#include <string>

namespace syncdreamer {

/// Counts multiply-adds from the shapes of what libtorch is asked to compute while this object lives: matrix products,
/// convolutions and the kernels of src/nn, each as the plain sum of products that it stands for.
///
/// Products that a gradient flows through count three times, for themselves and two of the same size in the backward
/// pass (one less where the input needs no gradient; that is neglected). Count while the forward pass runs, and only
/// then. Norms, activations, softmax, sampling and rendering are not counted.
class MultiplyAdds {
 public:
  MultiplyAdds() {
    sum_ = 0;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(&begin, &end).needsInputs(true));
  }
  ~MultiplyAdds() { at::removeCallback(handle_); }
  MultiplyAdds(const MultiplyAdds&) = delete;
  MultiplyAdds& operator=(const MultiplyAdds&) = delete;

  double training() const { return sum_; }

 private:
  using Inputs = c10::ArrayRef<const c10::IValue>;
  using Formula = double (*)(Inputs);

  struct Counted : at::ObserverContext {};

  static double product(const at::Tensor& a, const at::Tensor& b) {
    return static_cast<double>(a.numel()) * static_cast<double>(b.size(-1));
  }

  static double linear_map(Inputs inputs) {  // input, weight
    return static_cast<double>(inputs[0].toTensor().numel()) * static_cast<double>(inputs[1].toTensor().size(0));
  }

  /// input, weight, bias, stride, padding, dilation, transposed, ...
  static double convolution(Inputs inputs) {
    const at::Tensor input = inputs[0].toTensor(), weight = inputs[1].toTensor();
    const auto stride = inputs[3].toIntVector(), padding = inputs[4].toIntVector();
    double places = static_cast<double>(input.size(0));
    for (std::int64_t axis = 2; axis < input.dim(); ++axis) {
      const auto i =
          static_cast<std::size_t>(std::min<std::int64_t>(axis - 2, static_cast<std::int64_t>(stride.size()) - 1));
      const std::int64_t reach = input.size(axis) + 2 * padding[i] - weight.size(axis);
      places *= static_cast<double>(inputs[6].toBool() ? input.size(axis) : reach / stride[i] + 1);
    }
    return places * static_cast<double>(weight.numel());
  }

  static double same_size_convolution(Inputs inputs) {
    const at::Tensor input = inputs[0].toTensor(), weight = inputs[1].toTensor();
    return static_cast<double>(input.numel() / input.size(1)) * static_cast<double>(weight.numel());
  }

  static double attention(Inputs inputs) {
    const at::Tensor queries = inputs[0].toTensor(), keys = inputs[1].toTensor(), values = inputs[2].toTensor();
    const auto rows = static_cast<double>(queries.numel() / queries.size(3));
    return rows * static_cast<double>(keys.size(2) * (keys.size(3) + values.size(3)));
  }

  static Formula formula(const std::string& name) {
    static const std::map<std::string, Formula> formulas{
        {"aten::mm", [](Inputs x) { return product(x[0].toTensor(), x[1].toTensor()); }},
        {"aten::bmm", [](Inputs x) { return product(x[0].toTensor(), x[1].toTensor()); }},
        {"aten::addmm", [](Inputs x) { return product(x[1].toTensor(), x[2].toTensor()); }},
        {"aten::addmm_", [](Inputs x) { return product(x[1].toTensor(), x[2].toTensor()); }},
        {"aten::baddbmm", [](Inputs x) { return product(x[1].toTensor(), x[2].toTensor()); }},
        {"aten::convolution", &convolution},
        {"syncdreamer::linear_map", &linear_map},
        {"syncdreamer::winograd_convolution", &same_size_convolution},
        {"syncdreamer::fused_attention", &attention},
        {"syncdreamer::short_attention", &attention}};
    const auto found = formulas.find(name);
    return found == formulas.end() ? nullptr : found->second;
  }

  static std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
    const Formula count = formula(function.name());
    if (count == nullptr) return nullptr;
    if (depth_++ == 0) {  // what an operator is made of counts as the operator alone
      const auto needs_gradient = [](const c10::IValue& x) { return x.isTensor() && x.toTensor().requires_grad(); };
      const bool trained =
          at::GradMode::is_enabled() && std::any_of(function.inputs().begin(), function.inputs().end(), needs_gradient);
      sum_ += count(function.inputs()) * (trained ? 3 : 1);
    }
    return std::make_unique<Counted>();
  }

  static void end(const at::RecordFunction&, at::ObserverContext* context) {
    if (context != nullptr) --depth_;
  }

  static inline thread_local double sum_ = 0;
  static inline thread_local int depth_ = 0;
  at::CallbackHandle handle_;
};

}  // namespace syncdreamer
