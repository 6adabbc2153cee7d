#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

/// Defaults are those of CLIP ViT-L/14.
struct ClipImageEncoderOptions {
  std::int64_t width = 1024;
  std::int64_t layers = 24;
  std::int64_t heads = 16;
  std::int64_t patch_size = 14;
  std::int64_t image_size = 224;
  std::int64_t output_dim = 768;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("width", self.width, "width of the transformer");
    field("layers", self.layers, "number of transformer blocks");
    field("heads", self.heads, "attention heads");
    field("patch_size", self.patch_size, "side of a patch, pixels");
    field("image_size", self.image_size, "side of the picture that the transformer sees, pixels");
    field("output_dim", self.output_dim, "width of the image token");
  }
};

/// Self-attention with the three projections in one matrix, as CLIP stores them.
class ClipAttention : public Layer, public Initializable {
 public:
  ClipAttention(std::int64_t width, std::int64_t num_heads);
  at::Tensor forward(const at::Tensor& x) override;
  void initialize(at::Generator& generator) override;

  at::Tensor in_proj_weight;  ///< `[3 width, width]`: queries, keys, values
  at::Tensor in_proj_bias;    ///< `[3 width]`
  std::shared_ptr<Linear> out_proj;

 private:
  std::int64_t num_heads_;
};

/// Linear, QuickGELU x sigmoid(1.702 x), Linear.
class ClipPerceptron : public Layer {
 public:
  explicit ClipPerceptron(std::int64_t width);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Linear> c_fc, c_proj;
};

class ClipResidualBlock : public Layer {
 public:
  ClipResidualBlock(std::int64_t width, std::int64_t num_heads);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<ClipAttention> attn;
  std::shared_ptr<LayerNorm> ln_1;
  std::shared_ptr<ClipPerceptron> mlp;
  std::shared_ptr<LayerNorm> ln_2;
};

class ClipTransformer : public Layer {
 public:
  ClipTransformer(std::int64_t width, std::int64_t num_layers, std::int64_t num_heads);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Sequence> resblocks;
};

/// The image tower of CLIP (Radford et al. 2021): a vision transformer whose class token is the result.
class ClipVisionTransformer : public Layer, public Initializable {
 public:
  explicit ClipVisionTransformer(const ClipImageEncoderOptions& options);

  /// \param pictures  `[B, 3, image_size, image_size]`, normalized.
  /// \return `[B, output_dim]`.
  at::Tensor forward(const at::Tensor& pictures) override;
  void initialize(at::Generator& generator) override;

  at::Tensor class_embedding;       ///< `[width]`
  at::Tensor positional_embedding;  ///< `[1 + patches, width]`
  at::Tensor proj;                  ///< `[width, output_dim]`
  std::shared_ptr<Conv2d> conv1;
  std::shared_ptr<LayerNorm> ln_pre;
  std::shared_ptr<ClipTransformer> transformer;
  std::shared_ptr<LayerNorm> ln_post;
};

/// Turns pictures into one token each.
class ClipImageEncoder : public torch::nn::Module {
 public:
  explicit ClipImageEncoder(const ClipImageEncoderOptions& options);

  /// Resizes (bicubic, corners aligned, no antialiasing) and normalizes by CLIP's mean and standard deviation.
  ///
  /// \param pictures  `[B, 3, H, W]`, values in [-1, 1].
  /// \return `[B, 3, image_size, image_size]`.
  at::Tensor preprocess(const at::Tensor& pictures) const;

  /// \param pictures  `[B, 3, H, W]`, values in [-1, 1].
  /// \return `[B, 1, output_dim]`.
  at::Tensor forward(const at::Tensor& pictures);

 private:
  ClipImageEncoderOptions options_;
  std::shared_ptr<ClipVisionTransformer> visual_;  ///< registered as `model.visual`
};

}  // namespace syncdreamer
