#include "nn/fused_attention.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "core/error.h"
#include "nn/cpu_kernels.h"

namespace syncdreamer {
namespace {

float* rows_of(const at::Tensor& x, std::int64_t batch, std::int64_t head) {
  return x.data_ptr<float>() + batch * x.stride(0) + head * x.stride(1);
}

at::Tensor with_contiguous_rows(const at::Tensor& x) {
  return x.stride(-1) == 1 ? x : x.contiguous();
}

/// Operands of all heads as the kernels take them, rows contiguous.
class Heads {
 public:
  Heads(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values)
      : q_(with_contiguous_rows(queries)), k_(with_contiguous_rows(keys)), v_(with_contiguous_rows(values)) {
    check(queries.dim() == 4 && keys.dim() == 4 && values.dim() == 4, "fused_attention: operands are [B, H, L, d]");
    check(keys.sizes().slice(0, 2) == queries.sizes().slice(0, 2) &&
              values.sizes().slice(0, 2) == queries.sizes().slice(0, 2),
          "fused_attention: operands are of the same objects and heads");
    check(keys.size(3) == queries.size(3) && values.size(2) == keys.size(2) && keys.size(2) > 0,
          "fused_attention: keys [B, H, M, d] and values [B, H, M, e] expected");
  }

  std::int64_t count() const { return q_.size(0) * q_.size(1); }

  AttentionProblem problem(std::int64_t index) const {
    const std::int64_t b = index / q_.size(1), h = index % q_.size(1);
    return {.num_queries = q_.size(2),
            .num_keys = k_.size(2),
            .key_dim = k_.size(3),
            .value_dim = v_.size(3),
            .queries = rows_of(q_, b, h),
            .keys = rows_of(k_, b, h),
            .values = rows_of(v_, b, h),
            .result = nullptr,
            .query_stride = q_.stride(2),
            .key_stride = k_.stride(2),
            .value_stride = v_.stride(2),
            .result_stride = 0,
            .scale = static_cast<float>(1 / std::sqrt(static_cast<double>(q_.size(3))))};
  }

  AttentionProblem problem(std::int64_t index, const at::Tensor& result) const {
    AttentionProblem with_result = problem(index);
    with_result.result = rows_of(result, index / q_.size(1), index % q_.size(1));
    with_result.result_stride = result.stride(2);
    return with_result;
  }

 private:
  at::Tensor q_, k_, v_;
};

class ShortAttention : public torch::autograd::Function<ShortAttention> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& queries,
                            const at::Tensor& keys, const at::Tensor& values) {
    context->save_for_backward({queries, keys, values});
    return fused_attention(queries, keys, values);
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const Heads heads(saved[0], saved[1], saved[2]);
    const at::Tensor grad_result = gradients[0].contiguous();
    torch::autograd::tensor_list grads;
    for (const at::Tensor& operand : saved) grads.push_back(at::zeros(operand.sizes(), operand.options()));
    const auto of_head = [](const at::Tensor& x, std::int64_t index) {
      return x.data_ptr<float>() + index * x.size(2) * x.size(3);
    };
    at::parallel_for(0, heads.count(), 64, [&](std::int64_t begin, std::int64_t end) {
      const at::Tensor scratch = at::empty({attention_gradient_scratch(heads.problem(begin))}, at::kFloat);
      for (std::int64_t i = begin; i < end; ++i) {
        cpu_kernels().attention_gradient({.forward = heads.problem(i),
                                          .grad_result = of_head(grad_result, i),
                                          .grad_queries = of_head(grads[0], i),
                                          .grad_keys = of_head(grads[1], i),
                                          .grad_values = of_head(grads[2], i)},
                                         scratch.data_ptr<float>());
      }
    });
    return grads;
  }
};

}  // namespace

at::Tensor fused_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  RECORD_FUNCTION("syncdreamer::fused_attention", std::vector<c10::IValue>({queries, keys, values}));
  const Heads heads(queries, keys, values);
  at::Tensor result = at::empty({queries.size(0), queries.size(2), queries.size(1), values.size(3)}, queries.options());
  result = result.transpose(1, 2);
  at::parallel_for(0, heads.count(), 1, [&](std::int64_t begin, std::int64_t end) {
    const at::Tensor scratch = at::empty({attention_scratch(heads.problem(begin))}, at::kFloat);
    for (std::int64_t i = begin; i < end; ++i)
      cpu_kernels().attention(heads.problem(i, result), scratch.data_ptr<float>());
  });
  return result;
}

bool short_attention_applies(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  constexpr std::int64_t kMaxScores = 1024;  // a head; with more, libtorch's matrix products win
  for (const at::Tensor* operand : {&queries, &keys, &values}) {
    if (!operand->device().is_cpu() || operand->scalar_type() != at::kFloat) return false;
  }
  return queries.size(2) * keys.size(2) <= kMaxScores;
}

at::Tensor short_attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  RECORD_FUNCTION("syncdreamer::short_attention", std::vector<c10::IValue>({queries, keys, values}));
  return ShortAttention::apply(queries, keys, values);
}

}  // namespace syncdreamer
