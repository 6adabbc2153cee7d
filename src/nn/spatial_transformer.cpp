#include "nn/spatial_transformer.h"

namespace syncdreamer {

BasicTransformerBlock::BasicTransformerBlock(std::int64_t width, std::int64_t num_heads, std::int64_t context_dim)
    : attn1(register_module("attn1", std::make_shared<CrossAttention>(width, width, num_heads))),
      ff(register_module("ff", std::make_shared<FeedForward>(width))),
      attn2(register_module("attn2", std::make_shared<CrossAttention>(width, context_dim, num_heads))),
      norm1(register_module("norm1", std::make_shared<LayerNorm>(width))),
      norm2(register_module("norm2", std::make_shared<LayerNorm>(width))),
      norm3(register_module("norm3", std::make_shared<LayerNorm>(width))) {}

at::Tensor BasicTransformerBlock::forward(const at::Tensor& x, const at::Tensor& context) {
  at::Tensor result = x + attn1->forward(norm1->forward(x));
  // The queries of a one-token context do not matter, so neither does their norm.
  const bool one_token = context.size(1) == 1;
  result = result + attn2->forward(one_token ? result : norm2->forward(result), context);
  return result + ff->forward(norm3->forward(result));
}

SpatialTransformer::SpatialTransformer(const SpatialTransformerOptions& options)
    : norm(register_module("norm", std::make_shared<GroupNorm>(options.norm_groups, options.channels, 1e-6))),
      proj_in(register_module("proj_in", std::make_shared<Conv2d>(options.channels, options.channels, 1))),
      transformer_blocks(register_module("transformer_blocks", std::make_shared<ModuleList>())),
      proj_out(register_module("proj_out", std::make_shared<Conv2d>(options.channels, options.channels, 1,
                                                                    ConvOptions{.zero_initialized = true}))) {
  transformer_blocks->add<BasicTransformerBlock>(0, options.channels, options.num_heads, options.context_dim);
}

at::Tensor SpatialTransformer::forward(const at::Tensor& x, const at::Tensor& context) {
  const auto projected = proj_in->forward(norm->forward(x));
  const auto tokens = projected.flatten(2).transpose(1, 2).contiguous();  // [B, HW, C]
  const auto transformed = transformer_blocks->at<BasicTransformerBlock>(0).forward(tokens, context);
  return x + proj_out->forward(transformed.transpose(1, 2).reshape(x.sizes()));
}

}  // namespace syncdreamer
