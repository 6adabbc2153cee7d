#include "model/depth_attention.h"

#include <cmath>

#include "nn/attention.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {

DepthAttention::DepthAttention(std::int64_t query_dim, std::int64_t volume_dim, std::int64_t num_heads,
                               std::int64_t head_dim, bool attends)
    : num_heads_(num_heads), head_dim_(head_dim) {
  const ConvOptions no_bias{.bias = false};
  const std::int64_t inner = num_heads * head_dim;
  if (attends) {
    to_q = register_module("to_q", std::make_shared<Conv2d>(query_dim, inner, 1, no_bias));
    to_k = register_module("to_k", std::make_shared<Conv3d>(volume_dim, inner, 1, no_bias));
  }
  to_v = register_module("to_v", std::make_shared<Conv3d>(volume_dim, inner, 1, no_bias));
  to_out = register_module("to_out", std::make_shared<Conv2d>(inner, query_dim, 1, no_bias));
}

at::Tensor DepthAttention::forward(const at::Tensor& x, const at::Tensor& context) {
  const std::int64_t batch = x.size(0), height = x.size(2), width = x.size(3), pixels = height * width;
  const std::int64_t dim = context.size(1), depth = context.size(2);
  const auto key_weight = to_k->weight.reshape({num_heads_, head_dim_, dim});
  const auto value_weight = to_v->weight.reshape({num_heads_, head_dim_, dim});

  const auto queries = channels_last_view(to_q->forward(x)).reshape({batch, pixels, num_heads_, head_dim_});
  // `attention` divides the scores by sqrt(dim), where sqrt(head_dim) is meant.
  const double scale = std::sqrt(static_cast<double>(dim) / static_cast<double>(head_dim_));
  const auto carried = at::matmul(queries.transpose(1, 2), key_weight * scale);  // [B, heads, P, dim]
  const auto rays = channels_last_view(context).reshape({batch, depth, pixels, dim}).transpose(1, 2);
  const auto attended = attention(carried.transpose(1, 2), rays, rays);                    // [B, P, heads, dim]
  const auto values = at::matmul(attended.transpose(1, 2), value_weight.transpose(1, 2));  // [B, heads, P, head_dim]
  const auto merged = values.transpose(1, 2).reshape({batch, height, width, num_heads_ * head_dim_});
  return to_out->forward(channels_first_view(merged));
}

at::Tensor DepthAttention::forward_mean(const at::Tensor& context) {
  return to_out->forward(to_v->forward(context.mean({2}, true)).squeeze(2));  // the mean of the values
}

DepthTransformer::DepthTransformer(const DepthTransformerOptions& options)
    : proj_in(options.attends ? register_module("proj_in", std::make_shared<Sequence>()) : nullptr),
      proj_context(register_module("proj_context", std::make_shared<Sequence>())) {
  const ConvOptions no_bias{.bias = false};
  const std::int64_t groups = options.norm_groups, head_dim = options.volume_dim / 2,
                     inner = options.num_heads * head_dim;
  if (proj_in) {
    proj_in->add<Conv2d>(0, options.channels, inner, 1);
    proj_in->add<GroupNorm>(1, groups, inner);
    proj_in->add<Silu>(2);
  }
  proj_context->add<Conv3d>(0, options.volume_dim, options.volume_dim, 1, no_bias);
  proj_context->add<GroupNorm>(1, groups, options.volume_dim);
  proj_context->add<Relu>(2);
  depth_attn = register_module(
      "depth_attn",
      std::make_shared<DepthAttention>(inner, options.volume_dim, options.num_heads, head_dim, options.attends));
  proj_out = register_module("proj_out", std::make_shared<Sequence>());
  proj_out->add<GroupNorm>(0, groups, inner);
  proj_out->add<Relu>(1);
  proj_out->add<Conv2d>(2, inner, inner, 3, no_bias);
  proj_out->add<GroupNorm>(3, groups, inner);
  proj_out->add<Relu>(4);
  proj_out->add<Conv2d>(5, inner, options.channels, 3, ConvOptions{.bias = false, .zero_initialized = true});
}

at::Tensor DepthTransformer::forward(const at::Tensor& x, const at::Tensor& volume) {
  check(volume.dim() == 5 && volume.size(3) == x.size(2) && volume.size(4) == x.size(3),
        "DepthTransformer: the volume's height and width must be the feature map's");
  const std::int64_t with_volume = volume.size(0), without_volume = x.size(0) - with_volume;
  check(without_volume >= 0, "DepthTransformer: more volumes than feature maps");
  const auto first = x.narrow(0, 0, with_volume);
  const auto context = proj_context->forward(in_kernel_layout(volume));
  const auto attended =
      proj_in ? depth_attn->forward(proj_in->forward(first), context) : depth_attn->forward_mean(context);
  const auto result = first + proj_out->forward(attended);
  if (without_volume == 0) return result;
  return at::cat({result, x.narrow(0, with_volume, without_volume) + zero_volume_residual(x.size(2), x.size(3))});
}

at::Tensor DepthTransformer::zero_volume_residual(std::int64_t height, std::int64_t width) {
  // The convolution of zeros is zero, and its norm the norm's bias.
  const auto context = at::relu(proj_context->at<GroupNorm>(1).bias);
  const auto attended = depth_attn->forward_mean(context.view({1, -1, 1, 1, 1}));
  return proj_out->forward(in_kernel_layout(attended.expand({1, attended.size(1), height, width}).contiguous()));
}

}  // namespace syncdreamer
