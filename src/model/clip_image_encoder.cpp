#include "model/clip_image_encoder.h"

#include <cmath>

#include "nn/attention.h"
#include "nn/linear_map.h"

namespace syncdreamer {
namespace {

/// The level `model` of the released checkpoint's keys, which holds the image tower only.
class ClipModel : public torch::nn::Module {
 public:
  explicit ClipModel(const ClipImageEncoderOptions& options)
      : visual(register_module("visual", std::make_shared<ClipVisionTransformer>(options))) {}

  std::shared_ptr<ClipVisionTransformer> visual;
};

std::int64_t num_tokens(const ClipImageEncoderOptions& options) {
  const std::int64_t side = options.image_size / options.patch_size;
  return 1 + side * side;
}

}  // namespace

ClipAttention::ClipAttention(std::int64_t width, std::int64_t num_heads)
    : in_proj_weight(register_parameter("in_proj_weight", at::empty({3 * width, width}))),
      in_proj_bias(register_parameter("in_proj_bias", at::empty({3 * width}))),
      out_proj(register_module("out_proj", std::make_shared<Linear>(width, width))),
      num_heads_(num_heads) {
  check(num_heads > 0 && width % num_heads == 0, "ClipAttention: the heads do not divide the width");
}

at::Tensor ClipAttention::forward(const at::Tensor& x) {
  const auto parts = linear_map(x, in_proj_weight, in_proj_bias).chunk(3, -1);
  const auto attended = attention(split_heads(parts[0], num_heads_), split_heads(parts[1], num_heads_),
                                  split_heads(parts[2], num_heads_));
  return out_proj->forward(merge_heads(attended));
}

void ClipAttention::initialize(at::Generator& generator) {
  const double bound = 1 / std::sqrt(static_cast<double>(in_proj_weight.size(1)));
  fill_uniform(in_proj_weight, bound, generator);
  fill_uniform(in_proj_bias, bound, generator);
}

ClipPerceptron::ClipPerceptron(std::int64_t width)
    : c_fc(register_module("c_fc", std::make_shared<Linear>(width, 4 * width))),
      c_proj(register_module("c_proj", std::make_shared<Linear>(4 * width, width))) {}

at::Tensor ClipPerceptron::forward(const at::Tensor& x) {
  const auto hidden = c_fc->forward(x);
  return c_proj->forward(hidden * at::sigmoid(1.702 * hidden));
}

ClipResidualBlock::ClipResidualBlock(std::int64_t width, std::int64_t num_heads)
    : attn(register_module("attn", std::make_shared<ClipAttention>(width, num_heads))),
      ln_1(register_module("ln_1", std::make_shared<LayerNorm>(width))),
      mlp(register_module("mlp", std::make_shared<ClipPerceptron>(width))),
      ln_2(register_module("ln_2", std::make_shared<LayerNorm>(width))) {}

at::Tensor ClipResidualBlock::forward(const at::Tensor& x) {
  const auto attended = x + attn->forward(ln_1->forward(x));
  return attended + mlp->forward(ln_2->forward(attended));
}

ClipTransformer::ClipTransformer(std::int64_t width, std::int64_t num_layers, std::int64_t num_heads)
    : resblocks(register_module("resblocks", std::make_shared<Sequence>())) {
  for (std::int64_t i = 0; i < num_layers; ++i) resblocks->add<ClipResidualBlock>(i, width, num_heads);
}

at::Tensor ClipTransformer::forward(const at::Tensor& x) {
  return resblocks->forward(x);
}

ClipVisionTransformer::ClipVisionTransformer(const ClipImageEncoderOptions& options)
    : class_embedding(register_parameter("class_embedding", at::empty({options.width}))),
      positional_embedding(register_parameter("positional_embedding", at::empty({num_tokens(options), options.width}))),
      proj(register_parameter("proj", at::empty({options.width, options.output_dim}))),
      conv1(register_module(
          "conv1", std::make_shared<Conv2d>(3, options.width, options.patch_size,
                                            ConvOptions{.stride = options.patch_size, .padding = 0, .bias = false}))),
      ln_pre(register_module("ln_pre", std::make_shared<LayerNorm>(options.width))),
      transformer(register_module("transformer",
                                  std::make_shared<ClipTransformer>(options.width, options.layers, options.heads))),
      ln_post(register_module("ln_post", std::make_shared<LayerNorm>(options.width))) {}

at::Tensor ClipVisionTransformer::forward(const at::Tensor& pictures) {
  const auto patches = conv1->forward(pictures).flatten(2).transpose(1, 2);  // [B, patches, width]
  const auto class_token = class_embedding.expand({pictures.size(0), 1, class_embedding.size(0)});
  const auto tokens = at::cat({class_token, patches}, 1) + positional_embedding;
  const auto transformed = transformer->forward(ln_pre->forward(tokens));
  return at::matmul(ln_post->forward(transformed.select(1, 0)), proj);
}

void ClipVisionTransformer::initialize(at::Generator& generator) {
  const double deviation = 1 / std::sqrt(static_cast<double>(class_embedding.size(0)));
  for (at::Tensor* parameter : {&class_embedding, &positional_embedding, &proj}) {
    fill_normal(*parameter, deviation, generator);
  }
}

ClipImageEncoder::ClipImageEncoder(const ClipImageEncoderOptions& options)
    : options_(options), visual_(register_module("model", std::make_shared<ClipModel>(options))->visual) {}

at::Tensor ClipImageEncoder::preprocess(const at::Tensor& pictures) const {
  check(pictures.dim() == 4 && pictures.size(1) == 3, "ClipImageEncoder: pictures must be [B, 3, H, W]");
  const auto mean = at::tensor({0.48145466, 0.4578275, 0.40821073}, pictures.options()).view({1, 3, 1, 1});
  const auto deviation = at::tensor({0.26862954, 0.26130258, 0.27577711}, pictures.options()).view({1, 3, 1, 1});
  const auto resized = at::upsample_bicubic2d(pictures, {options_.image_size, options_.image_size}, true);
  return ((resized + 1) / 2 - mean) / deviation;
}

at::Tensor ClipImageEncoder::forward(const at::Tensor& pictures) {
  return visual_->forward(preprocess(pictures)).unsqueeze(1);
}

}  // namespace syncdreamer
