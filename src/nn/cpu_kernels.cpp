#include "nn/cpu_kernels.h"

#include "nn/kernel_set.h"
#include "nn/kernels/block_sizes.h"

namespace syncdreamer {
namespace {

int64_t padded(int64_t width) {
  return (width + kMaxPanelWidth - 1) / kMaxPanelWidth * kMaxPanelWidth;
}

}  // namespace

int64_t attention_scratch(const AttentionProblem& problem) {
  const int64_t keys = padded(problem.num_keys), values = padded(problem.value_dim);
  return keys * problem.key_dim + values * problem.num_keys + kQueryBlock * (keys + values);
}

int64_t attention_gradient_scratch(const AttentionProblem& forward) {
  return padded(forward.num_keys) + forward.num_keys;
}

int64_t winograd_scratch(const WinogradProblem& problem, int64_t num_tiles) {
  return 36 * (winograd_weight_stride(problem) + winograd_product_stride(num_tiles));
}

int num_kernel_sets() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!has_avx2) return 1;
  return __builtin_cpu_supports("avx512f") ? 3 : 2;
#else
  return 1;
#endif
}

const CpuKernels& kernel_set([[maybe_unused]] int index) {
#if defined(__x86_64__)
  if (index == 1) return avx2::kernel_set();
  if (index == 2) return avx512::kernel_set();
#endif
  return portable::kernel_set();
}

const CpuKernels& cpu_kernels() {
  static const CpuKernels& fastest = kernel_set(num_kernel_sets() - 1);
  return fastest;
}

}  // namespace syncdreamer
