#include "nn/attention.h"

#include <torch/version.h>

#include <cmath>

#include "nn/fused_attention.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  if (kernels_apply({queries, keys, values})) return fused_attention(queries, keys, values);
  if (short_attention_applies(queries, keys, values)) return short_attention(queries, keys, values);
#if TORCH_VERSION_MAJOR >= 2
  return at::scaled_dot_product_attention(queries, keys, values);
#else
  const double scale = 1 / std::sqrt(static_cast<double>(queries.size(-1)));
  return at::matmul(at::softmax(at::matmul(queries * scale, keys.transpose(-2, -1)), -1), values);
#endif
}

at::Tensor split_heads(const at::Tensor& x, std::int64_t num_heads) {
  return x.reshape({x.size(0), x.size(1), num_heads, x.size(2) / num_heads}).transpose(1, 2);
}

at::Tensor merge_heads(const at::Tensor& x) {
  return x.transpose(1, 2).flatten(2);
}

CrossAttention::CrossAttention(std::int64_t width, std::int64_t context_dim, std::int64_t num_heads)
    : to_q(register_module("to_q", std::make_shared<Linear>(width, width, LinearOptions{.bias = false}))),
      to_k(register_module("to_k", std::make_shared<Linear>(context_dim, width, LinearOptions{.bias = false}))),
      to_v(register_module("to_v", std::make_shared<Linear>(context_dim, width, LinearOptions{.bias = false}))),
      to_out(register_module("to_out", std::make_shared<Sequence>())),
      num_heads_(num_heads) {
  check(num_heads > 0 && width % num_heads == 0, "CrossAttention: the heads do not divide the width");
  to_out->add<Linear>(0, width, width);
}

at::Tensor CrossAttention::forward(const at::Tensor& x, const std::optional<at::Tensor>& context) {
  const at::Tensor& source = context ? *context : x;
  if (source.size(1) == 1) return to_out->forward(to_v->forward(source));
  const auto queries = split_heads(to_q->forward(x), num_heads_);
  const auto keys = split_heads(to_k->forward(source), num_heads_);
  const auto values = split_heads(to_v->forward(source), num_heads_);
  return to_out->forward(merge_heads(attention(queries, keys, values)));
}

}  // namespace syncdreamer
