#include "nn/fused_attention.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>

#include <cmath>

#include "core/error.h"
#include "nn/cpu_kernels.h"

namespace syncdreamer {
namespace {

const float* rows_of(const at::Tensor& x, int64_t batch, int64_t head) {
  return x.data_ptr<float>() + batch * x.stride(0) + head * x.stride(1);
}

at::Tensor with_contiguous_rows(const at::Tensor& x) {
  return x.stride(-1) == 1 ? x : x.contiguous();
}

}  // namespace

at::Tensor fused_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  check(queries.dim() == 4 && keys.dim() == 4 && values.dim() == 4, "fused_attention: operands are [B, H, L, d]");
  RECORD_FUNCTION("syncdreamer::fused_attention", std::vector<c10::IValue>({queries, keys, values}));
  const at::Tensor q = with_contiguous_rows(queries), k = with_contiguous_rows(keys), v = with_contiguous_rows(values);
  const int64_t batch = q.size(0), heads = q.size(1), num_queries = q.size(2), value_dim = v.size(3);
  at::Tensor result = at::empty({batch, num_queries, heads, value_dim}, q.options()).transpose(1, 2);
  const auto problem = [&](int64_t index) {
    const int64_t b = index / heads, h = index % heads;
    return AttentionProblem{.num_queries = num_queries,
                            .num_keys = k.size(2),
                            .key_dim = k.size(3),
                            .value_dim = value_dim,
                            .queries = rows_of(q, b, h),
                            .keys = rows_of(k, b, h),
                            .values = rows_of(v, b, h),
                            .result = result.data_ptr<float>() + b * result.stride(0) + h * result.stride(1),
                            .query_stride = q.stride(2),
                            .key_stride = k.stride(2),
                            .value_stride = v.stride(2),
                            .result_stride = result.stride(2),
                            .scale = static_cast<float>(1 / std::sqrt(static_cast<double>(q.size(3))))};
  };
  at::parallel_for(0, batch * heads, 1, [&](int64_t begin, int64_t end) {
    const at::Tensor scratch = at::empty({attention_scratch(problem(begin))}, at::kFloat);
    for (int64_t i = begin; i < end; ++i) cpu_kernels().attention(problem(i), scratch.data_ptr<float>());
  });
  return result;
}

}  // namespace syncdreamer
