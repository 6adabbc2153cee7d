#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "model/linear_patch_path.h"
#include "nn/layers.h"
#include "nn/resample.h"

namespace syncdreamer {

/// Defaults are those of Stable Diffusion's autoencoder; every level but the last halves the size.
struct AutoencoderOptions {
  std::int64_t picture_channels = 3;
  std::int64_t ch = 128;
  std::vector<std::int64_t> ch_mult = {1, 2, 4, 4};
  std::int64_t num_res_blocks = 2;
  std::int64_t z_channels = 4;
  std::int64_t embed_dim = 4;
  bool mid_attention = true;
  std::int64_t norm_groups = 32;
  double scale_factor = 0.18215;
  bool linear_path = false;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("picture_channels", self.picture_channels, "channels of the pictures");
    field("ch", self.ch, "channels at the highest resolution, before ch_mult");
    field("ch_mult", self.ch_mult, "channels of each level, as multiples of ch");
    field("num_res_blocks", self.num_res_blocks, "residual blocks a level of the encoder");
    field("z_channels", self.z_channels, "channels between encoder and moments");
    field("embed_dim", self.embed_dim, "channels of the latent");
    field("mid_attention", self.mid_attention, "self-attention at the lowest level");
    field("norm_groups", self.norm_groups, "groups of the group norms");
    field("scale_factor", self.scale_factor, "the diffusion model sees latents times this");
    field("linear_path", self.linear_path, "a linear patch encoder and decoder beside the networks; off as released");
  }

  /// Side of a picture over side of its latent.
  std::int64_t downsampling() const { return std::int64_t{1} << (ch_mult.size() - 1); }
};

/// A normal distribution with independent components.
struct GaussianPosterior {
  at::Tensor mean;    ///< `[B, embed_dim, H / f, W / f]`
  at::Tensor logvar;  ///< likewise, in [-30, 20]

  /// \param noise  standard normal numbers of the mean's shape, or of s times its rows: s samples of each row.
  at::Tensor sample(const at::Tensor& noise) const;

  /// Divergence from the standard normal distribution, summed over components. `[B]`
  at::Tensor kl() const;
};

/// Norm, SiLU, convolution, twice, plus the input.
class AutoencoderResidualBlock : public Layer {
 public:
  AutoencoderResidualBlock(std::int64_t in_channels, std::int64_t out_channels, std::int64_t norm_groups);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<GroupNorm> norm1;
  std::shared_ptr<Conv2d> conv1;
  std::shared_ptr<GroupNorm> norm2;
  std::shared_ptr<Conv2d> conv2;
  std::shared_ptr<Conv2d> nin_shortcut;  ///< null where in and out agree
};

/// Self-attention of pixels, one head, plus the input.
class AutoencoderAttention : public Layer {
 public:
  AutoencoderAttention(std::int64_t channels, std::int64_t norm_groups);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<GroupNorm> norm;
  std::shared_ptr<Conv2d> q, k, v, proj_out;
};

/// The lowest level.
class AutoencoderMiddle : public Layer {
 public:
  AutoencoderMiddle(std::int64_t channels, const AutoencoderOptions& options);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<AutoencoderResidualBlock> block_1;
  std::shared_ptr<AutoencoderAttention> attn_1;  ///< null without attention
  std::shared_ptr<AutoencoderResidualBlock> block_2;
};

/// One resolution: residual blocks, then (but at the end) a change of size.
class AutoencoderLevel : public Layer {
 public:
  /// Appends residual blocks from `in_channels` to `out_channels`.
  AutoencoderLevel(std::int64_t in_channels, std::int64_t out_channels, std::int64_t num_blocks,
                   std::int64_t norm_groups);
  void add_downsample(std::int64_t channels);
  void add_upsample(std::int64_t channels);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Sequence> block;
  std::shared_ptr<Layer> downsample, upsample;  ///< at most one is not null
};

class AutoencoderEncoder : public Layer {
 public:
  explicit AutoencoderEncoder(const AutoencoderOptions& options);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Conv2d> conv_in;
  std::shared_ptr<Sequence> down;
  std::shared_ptr<AutoencoderMiddle> mid;
  std::shared_ptr<GroupNorm> norm_out;
  std::shared_ptr<Conv2d> conv_out;
};

class AutoencoderDecoder : public Layer {
 public:
  explicit AutoencoderDecoder(const AutoencoderOptions& options);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Conv2d> conv_in;
  std::shared_ptr<AutoencoderMiddle> mid;
  std::shared_ptr<ModuleList> up;  ///< numbered from the highest resolution, run from the lowest
  std::shared_ptr<GroupNorm> norm_out;
  std::shared_ptr<Conv2d> conv_out;
};

/// The variational autoencoder of latent diffusion (Rombach et al. 2022): pictures to latents and back.
class AutoencoderKL : public torch::nn::Module {
 public:
  explicit AutoencoderKL(const AutoencoderOptions& options);

  /// \param pictures  `[B, 3, H, W]`, values in [-1, 1], sides divisible by the downsampling.
  GaussianPosterior encode(const at::Tensor& pictures);

  /// \param latents  `[B, embed_dim, h, w]`, not scaled.
  /// \return `[B, 3, f h, f w]`, values about [-1, 1], not clamped.
  at::Tensor decode(const at::Tensor& latents);

  /// Samples of the posterior (see GaussianPosterior::sample), scaled for the diffusion model.
  at::Tensor encode_scaled(const at::Tensor& pictures, const at::Tensor& noise);

  /// The picture of a latent that is scaled for the diffusion model.
  at::Tensor decode_scaled(const at::Tensor& scaled_latents);

  const AutoencoderOptions& options() const { return options_; }

  std::shared_ptr<AutoencoderEncoder> encoder;
  std::shared_ptr<AutoencoderDecoder> decoder;
  std::shared_ptr<Conv2d> quant_conv, post_quant_conv;
  std::shared_ptr<PatchEncoder> patch_encoder;  ///< null without linear_path
  std::shared_ptr<PatchDecoder> patch_decoder;  ///< likewise

 private:
  AutoencoderOptions options_;
};

/// Shifts and scales the latent so that what had `mean` and `deviation` (`[embed_dim]` each) gets 0 and 1, by folding
/// both into quant_conv and post_quant_conv: decode(encode(x)) stays the same.
void normalize_latents(AutoencoderKL& autoencoder, const at::Tensor& mean, const at::Tensor& deviation);

}  // namespace syncdreamer
