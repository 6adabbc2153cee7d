#include "nn/kernel_operands.h"

#include <ATen/ATen.h>

namespace syncdreamer {

bool kernels_apply(std::initializer_list<at::Tensor> operands) {
  for (const at::Tensor& operand : operands) {
    if (!operand.defined()) continue;
    if (!operand.device().is_cpu() || operand.scalar_type() != at::kFloat || operand.numel() == 0) return false;
    if (at::GradMode::is_enabled() && operand.requires_grad()) return false;
  }
  return true;
}

at::Tensor in_kernel_layout(const at::Tensor& x) {
  if (at::GradMode::is_enabled() || !kernels_apply({x}) || x.dim() < 3) return x;
  return channels_first_view(channels_last_view(x).contiguous());
}

at::Tensor in_layout_of(const at::Tensor& x, const at::Tensor& result) {
  return has_channels_last(x) ? in_kernel_layout(result) : result;
}

bool has_channels_last(const at::Tensor& x) {
  return x.dim() >= 3 && channels_last_view(x).is_contiguous();
}

at::Tensor channels_last_view(const at::Tensor& x) {
  return x.movedim(1, -1);
}

at::Tensor channels_first_view(const at::Tensor& x) {
  return x.movedim(-1, 1);
}

}  // namespace syncdreamer
