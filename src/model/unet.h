#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "model/depth_attention.h"
#include "nn/layers.h"

namespace syncdreamer {

/// Defaults are the released model's.
struct UNetOptions {
  std::int64_t in_channels = 8;  ///< the noisy latent's and those of the latents concatenated to it
  std::int64_t out_channels = 4;
  std::int64_t model_channels = 320;
  std::vector<std::int64_t> channel_mult = {1, 2, 4, 4};
  std::int64_t num_res_blocks = 2;
  std::vector<std::int64_t> attention_resolutions = {4, 2, 1};
  std::int64_t num_heads = 8;
  std::int64_t context_dim = 768;
  std::int64_t norm_groups = 32;
  std::vector<std::int64_t> volume_dims = {64, 128, 256, 512};
  std::int64_t depth_heads = 4;
  std::int64_t depth_norm_groups = 8;
  bool depth_attention = true;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("in_channels", self.in_channels, "channels of the noisy latent and of the latents concatenated to it");
    field("out_channels", self.out_channels, "channels of the predicted noise");
    field("model_channels", self.model_channels, "channels at the highest resolution, before channel_mult");
    field("channel_mult", self.channel_mult, "channels of each level, as multiples of model_channels");
    field("num_res_blocks", self.num_res_blocks, "residual blocks a level on the way down");
    field("attention_resolutions", self.attention_resolutions, "downsampling factors with spatial transformers");
    field("num_heads", self.num_heads, "heads of the spatial transformers");
    field("context_dim", self.context_dim, "width of the context token");
    field("norm_groups", self.norm_groups, "groups of the group norms");
    field("volume_dims", self.volume_dims, "frustum volume channels of each level");
    field("depth_heads", self.depth_heads, "heads of the depth attention");
    field("depth_norm_groups", self.depth_norm_groups, "groups of the depth transformers' group norms");
    field("depth_attention", self.depth_attention,
          "pixels attend to the voxels on their rays; false: they take the mean, an experiment");
  }

  /// Whether the residual blocks of a level are followed by spatial transformers; level 0 has the highest resolution.
  bool attends_at(std::int64_t level) const;
};

/// Called with a part of a network once it has been used and will not be needed again in this pass, so that its weights
/// may leave memory. Empty: no one is called.
using PartObserver = std::function<void(const torch::nn::Module&)>;

/// Frustum volumes from the highest resolution to the lowest: level k is `[B, volume_dims[k], D >> k, H >> k, W >> k]`.
using VolumePyramid = std::vector<at::Tensor>;

/// The latent-diffusion UNet (Rombach et al. 2022) whose decoder looks along the rays of a frustum volume: one
/// DepthTransformer after the middle block and after every output block above the lowest level's.
class DepthWiseUNet : public torch::nn::Module {
 public:
  explicit DepthWiseUNet(const UNetOptions& options);

  /// Computes in the type of its weights, whatever that of the inputs.
  ///
  /// \param x          `[B, in_channels, H, W]`, sides divisible by 2^(levels - 1).
  /// \param timesteps  `[B]`.
  /// \param context    `[B, M, context_dim]`; one token makes cross-attention a per-view constant.
  /// \param volumes    of the first B' <= B rows; the other rows see zero volumes, which costs almost nothing. Absent:
  ///                   the depth transformers are skipped, which leaves the single-view backbone.
  /// \return `[B, out_channels, H, W]` of the type of x.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& timesteps, const at::Tensor& context,
                     const std::optional<VolumePyramid>& volumes = std::nullopt);

  /// Of the weights.
  at::ScalarType scalar_type() const { return time_embed->at<Linear>(0).weight.scalar_type(); }

  /// In training: blocks are computed again in the backward pass, see checkpointed.
  bool checkpoints_activations = false;

  PartObserver on_part_used;  ///< of the layers of blocks and the depth transformers

  std::shared_ptr<Sequence> time_embed;
  std::shared_ptr<ModuleList> input_blocks, middle_block, output_blocks;
  std::shared_ptr<Sequence> out;
  std::shared_ptr<DepthTransformer> middle_conditions;
  std::shared_ptr<ModuleList> output_conditions;  ///< k follows output block k + num_res_blocks + 1

 private:
  void add_residual_block(ModuleList& block, std::int64_t in_channels, std::int64_t out_channels) const;
  void add_transformer(ModuleList& block, std::int64_t channels) const;
  std::vector<std::int64_t> build_input_blocks();
  void build_output_blocks(std::vector<std::int64_t> skip_channels);
  void build_conditions();
  void check_inputs(const at::Tensor& x, const std::optional<VolumePyramid>& volumes) const;

  UNetOptions options_;
};

}  // namespace syncdreamer
