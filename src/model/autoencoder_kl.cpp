#include "model/autoencoder_kl.h"

#include "nn/attention.h"
#include "nn/kernel_operands.h"

namespace syncdreamer {
namespace {

constexpr double kNormEps = 1e-6;

/// Halves the size; padded by one pixel to the right and below only.
class AsymmetricDownsample : public Layer {
 public:
  explicit AsymmetricDownsample(std::int64_t channels)
      : conv(register_module(
            "conv", std::make_shared<Conv2d>(channels, channels, 3, ConvOptions{.stride = 2, .padding = 0}))) {}

  at::Tensor forward(const at::Tensor& x) override { return conv->forward(at::constant_pad_nd(x, {0, 1, 0, 1})); }

  std::shared_ptr<Conv2d> conv;
};

}  // namespace

at::Tensor GaussianPosterior::sample(const at::Tensor& noise) const {
  const std::int64_t samples = noise.size(0) / mean.size(0);
  const auto for_samples = [&](const at::Tensor& x) { return samples == 1 ? x : x.repeat_interleave(samples, 0); };
  return for_samples(mean) + for_samples(at::exp(0.5 * logvar)) * noise;
}

at::Tensor GaussianPosterior::kl() const {
  return 0.5 * at::sum(mean * mean + at::exp(logvar) - 1 - logvar, {1, 2, 3});
}

AutoencoderResidualBlock::AutoencoderResidualBlock(std::int64_t in_channels, std::int64_t out_channels,
                                                   std::int64_t norm_groups)
    : norm1(register_module("norm1", std::make_shared<GroupNorm>(norm_groups, in_channels, kNormEps))),
      conv1(register_module("conv1", std::make_shared<Conv2d>(in_channels, out_channels, 3))),
      norm2(register_module("norm2", std::make_shared<GroupNorm>(norm_groups, out_channels, kNormEps))),
      conv2(register_module("conv2", std::make_shared<Conv2d>(out_channels, out_channels, 3))) {
  if (in_channels != out_channels) {
    nin_shortcut = register_module("nin_shortcut", std::make_shared<Conv2d>(in_channels, out_channels, 1));
  }
}

at::Tensor AutoencoderResidualBlock::forward(const at::Tensor& x) {
  const auto hidden = conv1->forward(norm1->forward(x, Activation::silu));
  const auto residual = conv2->forward(norm2->forward(hidden, Activation::silu));
  return (nin_shortcut ? nin_shortcut->forward(x) : x) + residual;
}

AutoencoderAttention::AutoencoderAttention(std::int64_t channels, std::int64_t norm_groups)
    : norm(register_module("norm", std::make_shared<GroupNorm>(norm_groups, channels, kNormEps))),
      q(register_module("q", std::make_shared<Conv2d>(channels, channels, 1))),
      k(register_module("k", std::make_shared<Conv2d>(channels, channels, 1))),
      v(register_module("v", std::make_shared<Conv2d>(channels, channels, 1))),
      proj_out(register_module("proj_out", std::make_shared<Conv2d>(channels, channels, 1))) {}

at::Tensor AutoencoderAttention::forward(const at::Tensor& x) {
  const auto normed = norm->forward(x);
  const auto tokens = [&normed](Conv2d& projection) {
    return projection.forward(normed).flatten(2).transpose(1, 2).unsqueeze(1);  // [B, 1, HW, C]
  };
  const auto attended = attention(tokens(*q), tokens(*k), tokens(*v));
  return x + proj_out->forward(attended.squeeze(1).transpose(1, 2).reshape(x.sizes()));
}

AutoencoderMiddle::AutoencoderMiddle(std::int64_t channels, const AutoencoderOptions& options) {
  const std::int64_t groups = options.norm_groups;
  block_1 = register_module("block_1", std::make_shared<AutoencoderResidualBlock>(channels, channels, groups));
  if (options.mid_attention) {
    attn_1 = register_module("attn_1", std::make_shared<AutoencoderAttention>(channels, groups));
  }
  block_2 = register_module("block_2", std::make_shared<AutoencoderResidualBlock>(channels, channels, groups));
}

at::Tensor AutoencoderMiddle::forward(const at::Tensor& x) {
  const auto hidden = block_1->forward(x);
  return block_2->forward(attn_1 ? attn_1->forward(hidden) : hidden);
}

AutoencoderLevel::AutoencoderLevel(std::int64_t in_channels, std::int64_t out_channels, std::int64_t num_blocks,
                                   std::int64_t norm_groups)
    : block(register_module("block", std::make_shared<Sequence>())) {
  for (std::int64_t i = 0; i < num_blocks; ++i) {
    block->add<AutoencoderResidualBlock>(i, i == 0 ? in_channels : out_channels, out_channels, norm_groups);
  }
}

void AutoencoderLevel::add_downsample(std::int64_t channels) {
  downsample = register_module("downsample", std::make_shared<AsymmetricDownsample>(channels));
}

void AutoencoderLevel::add_upsample(std::int64_t channels) {
  upsample = register_module("upsample", std::make_shared<Upsample>(channels));
}

at::Tensor AutoencoderLevel::forward(const at::Tensor& x) {
  const auto result = block->forward(x);
  if (downsample) return downsample->forward(result);
  return upsample ? upsample->forward(result) : result;
}

AutoencoderEncoder::AutoencoderEncoder(const AutoencoderOptions& options)
    : conv_in(register_module("conv_in", std::make_shared<Conv2d>(options.picture_channels, options.ch, 3))),
      down(register_module("down", std::make_shared<Sequence>())) {
  const std::int64_t num_levels = static_cast<std::int64_t>(options.ch_mult.size());
  std::int64_t channels = options.ch;
  for (std::int64_t level = 0; level < num_levels; ++level) {
    const std::int64_t out_channels = options.ch * options.ch_mult[level];
    const auto added =
        down->add<AutoencoderLevel>(level, channels, out_channels, options.num_res_blocks, options.norm_groups);
    if (level + 1 < num_levels) added->add_downsample(out_channels);
    channels = out_channels;
  }
  mid = register_module("mid", std::make_shared<AutoencoderMiddle>(channels, options));
  norm_out = register_module("norm_out", std::make_shared<GroupNorm>(options.norm_groups, channels, kNormEps));
  conv_out = register_module("conv_out", std::make_shared<Conv2d>(channels, 2 * options.z_channels, 3));
}

at::Tensor AutoencoderEncoder::forward(const at::Tensor& x) {
  const auto hidden = mid->forward(down->forward(conv_in->forward(in_kernel_layout(x))));
  return conv_out->forward(norm_out->forward(hidden, Activation::silu));
}

AutoencoderDecoder::AutoencoderDecoder(const AutoencoderOptions& options) {
  const std::int64_t num_levels = static_cast<std::int64_t>(options.ch_mult.size());
  std::int64_t channels = options.ch * options.ch_mult.back();
  conv_in = register_module("conv_in", std::make_shared<Conv2d>(options.z_channels, channels, 3));
  mid = register_module("mid", std::make_shared<AutoencoderMiddle>(channels, options));
  up = register_module("up", std::make_shared<ModuleList>());
  for (std::int64_t level = num_levels - 1; level >= 0; --level) {
    const std::int64_t out_channels = options.ch * options.ch_mult[level];
    const auto added =
        up->add<AutoencoderLevel>(level, channels, out_channels, options.num_res_blocks + 1, options.norm_groups);
    if (level > 0) added->add_upsample(out_channels);
    channels = out_channels;
  }
  norm_out = register_module("norm_out", std::make_shared<GroupNorm>(options.norm_groups, channels, kNormEps));
  conv_out = register_module("conv_out", std::make_shared<Conv2d>(channels, options.picture_channels, 3));
}

at::Tensor AutoencoderDecoder::forward(const at::Tensor& x) {
  at::Tensor hidden = mid->forward(conv_in->forward(in_kernel_layout(x)));
  for (std::int64_t level = up->size() - 1; level >= 0; --level)
    hidden = up->at<AutoencoderLevel>(level).forward(hidden);
  return conv_out->forward(norm_out->forward(hidden, Activation::silu));
}

AutoencoderKL::AutoencoderKL(const AutoencoderOptions& options) : options_(options) {
  check(!options.ch_mult.empty(), "AutoencoderKL: ch_mult must name at least one level");
  encoder = register_module("encoder", std::make_shared<AutoencoderEncoder>(options));
  decoder = register_module("decoder", std::make_shared<AutoencoderDecoder>(options));
  quant_conv =
      register_module("quant_conv", std::make_shared<Conv2d>(2 * options.z_channels, 2 * options.embed_dim, 1));
  post_quant_conv =
      register_module("post_quant_conv", std::make_shared<Conv2d>(options.embed_dim, options.z_channels, 1));
  if (options.linear_path) {
    patch_encoder = register_module(
        "patch_encoder",
        std::make_shared<PatchEncoder>(options.picture_channels, options.embed_dim, options.downsampling()));
    patch_decoder = register_module(
        "patch_decoder",
        std::make_shared<PatchDecoder>(options.picture_channels, options.embed_dim, options.downsampling()));
  }
}

GaussianPosterior AutoencoderKL::encode(const at::Tensor& pictures) {
  const std::int64_t factor = options_.downsampling();
  check(pictures.dim() == 4 && pictures.size(1) == options_.picture_channels,
        "AutoencoderKL: pictures must be [B, channels, H, W]");
  check(pictures.size(2) % factor == 0 && pictures.size(3) % factor == 0,
        "AutoencoderKL: the sides must be divisible by the downsampling");
  const auto moments = quant_conv->forward(encoder->forward(pictures)).chunk(2, 1);
  const at::Tensor mean = patch_encoder ? moments[0] + patch_encoder->forward(pictures) : moments[0];
  return {.mean = mean, .logvar = at::clamp(moments[1], -30.0, 20.0)};
}

at::Tensor AutoencoderKL::decode(const at::Tensor& latents) {
  check(latents.dim() == 4 && latents.size(1) == options_.embed_dim,
        "AutoencoderKL: latents must be [B, embed_dim, h, w]");
  const at::Tensor pictures = decoder->forward(post_quant_conv->forward(latents));
  return patch_decoder ? pictures + patch_decoder->forward(latents) : pictures;
}

at::Tensor AutoencoderKL::encode_scaled(const at::Tensor& pictures, const at::Tensor& noise) {
  return options_.scale_factor * encode(pictures).sample(noise);
}

at::Tensor AutoencoderKL::decode_scaled(const at::Tensor& scaled_latents) {
  return decode(scaled_latents / options_.scale_factor);
}

void normalize_latents(AutoencoderKL& autoencoder, const at::Tensor& mean, const at::Tensor& deviation) {
  const at::NoGradGuard no_grad;
  const std::int64_t dim = autoencoder.options().embed_dim;
  check(mean.sizes() == at::IntArrayRef{dim} && deviation.sizes() == mean.sizes(),
        "normalize_latents: one number a channel");
  at::Tensor weight = autoencoder.quant_conv->weight, bias = autoencoder.quant_conv->bias;
  weight.slice(0, 0, dim).div_(deviation.reshape({dim, 1, 1, 1}));
  bias.slice(0, 0, dim).sub_(mean).div_(deviation);
  bias.slice(0, dim).sub_(2 * deviation.log());
  std::vector<std::shared_ptr<Conv2d>> readers{autoencoder.post_quant_conv};
  if (autoencoder.patch_encoder) {
    autoencoder.patch_encoder->weight.div_(deviation.reshape({dim, 1, 1, 1}));
    autoencoder.patch_encoder->bias.div_(deviation);
    readers.push_back(autoencoder.patch_decoder);
  }
  for (const auto& reader : readers) {
    reader->bias.add_(at::matmul(reader->weight.flatten(1), mean));
    reader->weight.mul_(deviation.reshape({1, dim, 1, 1}));
  }
}

}  // namespace syncdreamer
