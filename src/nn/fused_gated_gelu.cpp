#include "nn/fused_gated_gelu.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <vector>

#include "core/error.h"
#include "nn/cpu_kernels.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

bool fused_gated_gelu_applies(const at::Tensor& x) {
  return kernels_apply({x}) && x.is_contiguous() && x.size(-1) % (2 * cpu_kernels().lanes) == 0;
}

at::Tensor fused_gated_gelu(const at::Tensor& x) {
  check(fused_gated_gelu_applies(x), "fused_gated_gelu: contiguous float32 rows expected");
  std::vector<std::int64_t> sizes = x.sizes().vec();
  const std::int64_t width = sizes.back() /= 2;
  const at::Tensor result = at::empty(sizes, x.options());
  at::parallel_for(0, result.numel() / width, 16, [&](std::int64_t begin, std::int64_t end) {
    cpu_kernels().gated_gelu({.num_rows = end - begin,
                              .width = width,
                              .input = x.data_ptr<float>() + 2 * begin * width,
                              .output = result.data_ptr<float>() + begin * width});
  });
  return result;
}

}  // namespace syncdreamer
