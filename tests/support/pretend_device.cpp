#include "tests/support/pretend_device.h"

#include <torch/version.h>

#if TORCH_VERSION_MAJOR < 2

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/native/CPUFallback.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <algorithm>

namespace syncdreamer {
namespace {

constexpr c10::DeviceType kPretended = c10::DeviceType::XPU;
constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::XPU);

/// Memory of the CPU under the device's name.
struct PretendAllocator final : c10::Allocator {
  c10::DataPtr allocate(std::size_t size) const override {
    c10::DataPtr memory = c10::GetAllocator(c10::kCPU)->allocate(size);
    memory.unsafe_set_device(pretend_device());
    return memory;
  }
};

PretendAllocator allocator;
C10_REGISTER_GUARD_IMPL(XPU, c10::impl::NoOpDeviceGuardImpl<kPretended>);

at::Tensor empty(at::IntArrayRef sizes, at::optional<at::ScalarType> type, at::optional<at::Layout>,
                 at::optional<at::Device>, at::optional<bool>, at::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(sizes, &allocator, kKeys, c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides, at::optional<at::ScalarType> type,
                         at::optional<at::Layout>, at::optional<at::Device>, at::optional<bool>) {
  return at::detail::empty_strided_generic(sizes, strides, &allocator, kKeys, c10::dtype_or_default(type));
}

/// The same memory as a tensor of the CPU.
at::Tensor seen_from_cpu(const at::Tensor& tensor) {
  if (tensor.is_cpu()) return tensor;
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU));
}

at::Tensor copy_from(const at::Tensor& source, const at::Tensor& target, bool) {
  seen_from_cpu(target).copy_(seen_from_cpu(source));
  return target;
}

/// For results: what was there is lost.
const at::Tensor& resize_in_place(const at::Tensor& tensor, at::IntArrayRef sizes, at::optional<at::MemoryFormat>) {
  if (tensor.sizes() == sizes) return tensor;
  c10::TensorImpl* const target = tensor.unsafeGetTensorImpl();
  target->set_storage_keep_dtype(at::empty(sizes, tensor.options()).storage());
  target->set_sizes_contiguous(sizes);
  return tensor;
}

at::Tensor copy_from_and_resize(const at::Tensor& source, const at::Tensor& target) {
  resize_in_place(target, source.sizes(), {});
  return copy_from(source, target, false);
}

/// What a GPU's kernels would refuse: a tensor of the CPU beside one of the device; single numbers are taken.
void refuse_mixture(const c10::OperatorHandle& op, const torch::jit::Stack& arguments) {
  const auto refuse = [&](const at::Tensor& tensor) {
    TORCH_CHECK(!tensor.defined() || !tensor.is_cpu() || tensor.dim() == 0, op.schema().name(),
                ": a tensor of the CPU beside one of the pretended device");
  };
  for (const c10::IValue& argument : arguments) {
    if (argument.isTensor()) refuse(argument.toTensor());
    if (argument.isTensorList()) {
      for (const at::Tensor& tensor : argument.toTensorVector()) refuse(tensor);
    }
  }
}

/// Indices of elements, which may lie on the CPU, as on GPUs; libtorch's fallback does not know of them.
void bring_indices(c10::IValue& argument) {
  if (!argument.isOptionalTensorList()) return;
  c10::List<c10::optional<at::Tensor>> indices;
  for (const c10::optional<at::Tensor>& index : argument.toOptionalTensorVector()) {
    indices.push_back(index && index->defined() ? c10::make_optional(seen_from_cpu(*index)) : index);
  }
  argument = indices;
}

/// Operators on lists, whose changes to the lists' tensors libtorch's fallback would lose.
void lists_on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto convert = [stack](std::size_t count, const auto& converted) {
    std::for_each(stack->end() - static_cast<std::ptrdiff_t>(count), stack->end(), [&](c10::IValue& value) {
      if (!value.isTensorList()) return;
      std::vector<at::Tensor> tensors = value.toTensorVector();
      for (at::Tensor& tensor : tensors) tensor = converted(tensor);
      value = tensors;
    });
  };
  convert(op.schema().arguments().size(), seen_from_cpu);
  op.callBoxed(stack);
  convert(op.schema().returns().size(), [](const at::Tensor& tensor) { return tensor.to(pretend_device()); });
}

void on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto count = static_cast<std::ptrdiff_t>(op.schema().arguments().size());
  refuse_mixture(op, torch::jit::Stack(stack->end() - count, stack->end()));
  if (op.schema().name().starts_with("aten::_foreach")) return lists_on_cpu(op, stack);
  std::for_each(stack->end() - count, stack->end(), bring_indices);
  at::native::cpu_fallback(op, stack);
}

/// In float32, as GPUs sum; libtorch 1.13 lacks some in bfloat16 on the CPU.
at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const at::optional<at::Tensor>& bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, std::int64_t groups) {
  const at::Tensor added = bias.value_or(at::Tensor());
  for (const at::Tensor& operand : {input, weight, added}) {
    if (!operand.defined()) continue;
    TORCH_CHECK(!operand.is_cpu(), "convolution: a tensor of the CPU beside one of the pretended device");
    TORCH_CHECK(operand.scalar_type() == weight.scalar_type(), "convolution: operands of different types");
  }
  const auto in_floats = [](const at::Tensor& x) { return x.defined() ? seen_from_cpu(x).to(at::kFloat) : x; };
  return at::convolution(in_floats(input), in_floats(weight), in_floats(added), stride, padding, dilation, transposed,
                         output_padding, groups)
      .to(weight.options());
}

TORCH_LIBRARY_IMPL(_, XPU, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&on_cpu>());
}

TORCH_LIBRARY_IMPL(aten, XPU, library) {
  library.impl("empty.memory_format", empty);
  library.impl("empty_strided", empty_strided);
  library.impl("resize_", resize_in_place);
  library.impl("_copy_from", copy_from);
  library.impl("_copy_from_and_resize", copy_from_and_resize);
  library.impl("as_strided", at::native::as_strided_tensorimpl);
  library.impl("view", at::native::view);
  library.impl("_reshape_alias", at::native::_reshape_alias);
  library.impl("unfold", at::native::unfold);
  library.impl("convolution", convolution);
  // Made of other operators elsewhere, with kernels of their own on every real device.
  for (const char* name :
       {"convolution_backward", "native_group_norm", "native_layer_norm", "native_layer_norm_backward"}) {
    library.impl(name, torch::CppFunction::makeFromBoxedFunction<&on_cpu>());
  }
}

}  // namespace

bool has_pretend_device() {
  return true;
}

c10::Device pretend_device() {
  return c10::Device(kPretended, 0);
}

}  // namespace syncdreamer

#else

namespace syncdreamer {

bool has_pretend_device() {
  return false;
}

c10::Device pretend_device() {
  return c10::Device(c10::kCPU);
}

}  // namespace syncdreamer

#endif
