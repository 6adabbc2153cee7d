#include "nn/cpu_kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "nn/kernel_set.h"
#include "nn/kernels/block_sizes.h"

namespace syncdreamer {
namespace {

std::int64_t padded(std::int64_t width) {
  return (width + kMaxPanelWidth - 1) / kMaxPanelWidth * kMaxPanelWidth;
}

#if defined(__x86_64__)

/// Whether the processor multiplies tiles of bfloat16, and converts to it.
bool has_amx() {
  constexpr unsigned kFeatures = 7, kBf16 = 1U << 22, kTiles = 1U << 24, kConversion = 1U << 5;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  const bool is_told = __get_cpuid_count(kFeatures, 0, &eax, &ebx, &ecx, &edx) != 0;
  const bool has_tiles = is_told && (edx & kBf16) != 0 && (edx & kTiles) != 0;
  return has_tiles && __get_cpuid_count(kFeatures, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax & kConversion) != 0 &&
         __builtin_cpu_supports("avx512bw");
}

/// Asks the system for the tiles' memory, which it gives a process only then.
bool ask_for_tiles() {
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  return ::syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

#endif

}  // namespace

std::int64_t attention_scratch(const AttentionProblem& problem) {
  const std::int64_t keys = padded(problem.num_keys), values = padded(problem.value_dim);
  return keys * problem.key_dim + values * problem.num_keys + kQueryBlock * (keys + values);
}

std::int64_t attention_gradient_scratch(const AttentionProblem& forward) {
  return padded(forward.num_keys) + forward.num_keys;
}

std::int64_t winograd_scratch(const WinogradProblem& problem, std::int64_t num_tiles) {
  return 36 * (winograd_weight_stride(problem) + winograd_product_stride(num_tiles));
}

int num_kernel_sets() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!has_avx2) return 1;
  if (!__builtin_cpu_supports("avx512f")) return 2;
  static const bool may_use_tiles = has_amx() && ask_for_tiles();
  return may_use_tiles ? 4 : 3;
#else
  return 1;
#endif
}

const CpuKernels& kernel_set([[maybe_unused]] int index) {
#if defined(__x86_64__)
  if (index == 1) return avx2::kernel_set();
  if (index == 2) return avx512::kernel_set();
  if (index == 3) return amx::kernel_set();
#endif
  return portable::kernel_set();
}

const CpuKernels& cpu_kernels() {
  static const CpuKernels& fastest = kernel_set(num_kernel_sets() - 1);
  return fastest;
}

}  // namespace syncdreamer
