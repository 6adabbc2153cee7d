#include "model/unet.h"

#include <algorithm>

#include "nn/activation_checkpoint.h"
#include "nn/kernel_operands.h"
#include "nn/resample.h"
#include "nn/residual_block.h"
#include "nn/spatial_transformer.h"
#include "nn/timestep_embedding.h"

namespace syncdreamer {
namespace {

/// Runs the layers of a block, each with what it needs.
at::Tensor run(const ModuleList& block, at::Tensor x, const at::Tensor& embedding, const at::Tensor& context,
               const PartObserver& on_part_used = {}) {
  for (const auto& [index, module] : block.modules_by_index()) {
    if (auto* residual = dynamic_cast<ResidualBlock*>(module.get())) {
      x = residual->forward(x, embedding);
    } else if (auto* transformer = dynamic_cast<SpatialTransformer*>(module.get())) {
      x = transformer->forward(x, context);
    } else {
      x = dynamic_cast<Layer&>(*module).forward(x);
    }
    if (on_part_used) on_part_used(*module);
  }
  return x;
}

std::int64_t embedding_dim(const UNetOptions& options) {
  return 4 * options.model_channels;
}

}  // namespace

bool UNetOptions::attends_at(std::int64_t level) const {
  return std::ranges::find(attention_resolutions, std::int64_t{1} << level) != attention_resolutions.end();
}

DepthWiseUNet::DepthWiseUNet(const UNetOptions& options)
    : time_embed(register_module("time_embed", make_time_embed(options.model_channels, embedding_dim(options)))),
      input_blocks(register_module("input_blocks", std::make_shared<ModuleList>())),
      middle_block(register_module("middle_block", std::make_shared<ModuleList>())),
      output_blocks(register_module("output_blocks", std::make_shared<ModuleList>())),
      out(register_module("out", std::make_shared<Sequence>())),
      options_(options) {
  check(!options.channel_mult.empty(), "DepthWiseUNet: channel_mult must name at least one level");
  check(options.volume_dims.size() == options.channel_mult.size(),
        "DepthWiseUNet: volume_dims must have as many levels as channel_mult");
  const std::vector<std::int64_t> skip_channels = build_input_blocks();
  const std::int64_t channels = skip_channels.back();
  add_residual_block(*middle_block, channels, channels);
  add_transformer(*middle_block, channels);
  add_residual_block(*middle_block, channels, channels);
  build_output_blocks(skip_channels);
  out->add<GroupNorm>(0, options.norm_groups, options.model_channels);
  out->add<Silu>(1);
  out->add<Conv2d>(2, options.model_channels, options.out_channels, 3, ConvOptions{.zero_initialized = true});
  build_conditions();
}

void DepthWiseUNet::add_residual_block(ModuleList& block, std::int64_t in_channels, std::int64_t out_channels) const {
  block.append<ResidualBlock>(ResidualBlockOptions{.in_channels = in_channels,
                                                   .out_channels = out_channels,
                                                   .embedding_dim = embedding_dim(options_),
                                                   .norm_groups = options_.norm_groups});
}

void DepthWiseUNet::add_transformer(ModuleList& block, std::int64_t channels) const {
  block.append<SpatialTransformer>(SpatialTransformerOptions{.channels = channels,
                                                             .num_heads = options_.num_heads,
                                                             .context_dim = options_.context_dim,
                                                             .norm_groups = options_.norm_groups});
}

/// Returns the channels of every input block, which the output blocks take in reverse order.
std::vector<std::int64_t> DepthWiseUNet::build_input_blocks() {
  const std::int64_t num_levels = static_cast<std::int64_t>(options_.channel_mult.size());
  std::int64_t channels = options_.model_channels;
  std::vector<std::int64_t> skip_channels{channels};
  input_blocks->append<ModuleList>()->append<Conv2d>(options_.in_channels, channels, 3);
  for (std::int64_t level = 0; level < num_levels; ++level) {
    const std::int64_t out_channels = options_.channel_mult[level] * options_.model_channels;
    for (std::int64_t i = 0; i < options_.num_res_blocks; ++i) {
      const auto block = input_blocks->append<ModuleList>();
      add_residual_block(*block, channels, out_channels);
      if (options_.attends_at(level)) add_transformer(*block, out_channels);
      channels = out_channels;
      skip_channels.push_back(channels);
    }
    if (level + 1 < num_levels) {
      input_blocks->append<ModuleList>()->append<Downsample>(channels);
      skip_channels.push_back(channels);
    }
  }
  return skip_channels;
}

void DepthWiseUNet::build_output_blocks(std::vector<std::int64_t> skip_channels) {
  std::int64_t channels = skip_channels.back();
  for (std::int64_t level = static_cast<std::int64_t>(options_.channel_mult.size()) - 1; level >= 0; --level) {
    const std::int64_t out_channels = options_.channel_mult[level] * options_.model_channels;
    for (std::int64_t i = 0; i <= options_.num_res_blocks; ++i) {
      const auto block = output_blocks->append<ModuleList>();
      add_residual_block(*block, channels + skip_channels.back(), out_channels);
      skip_channels.pop_back();
      channels = out_channels;
      if (options_.attends_at(level)) add_transformer(*block, channels);
      if (level > 0 && i == options_.num_res_blocks) block->append<Upsample>(channels);
    }
  }
}

void DepthWiseUNet::build_conditions() {
  const auto condition_options = [this](std::int64_t channel_level, std::int64_t volume_level) {
    return DepthTransformerOptions{.channels = options_.channel_mult[channel_level] * options_.model_channels,
                                   .volume_dim = options_.volume_dims[volume_level],
                                   .num_heads = options_.depth_heads,
                                   .norm_groups = options_.depth_norm_groups,
                                   .attends = options_.depth_attention};
  };
  const std::int64_t lowest = static_cast<std::int64_t>(options_.channel_mult.size()) - 1;
  middle_conditions =
      register_module("middle_conditions", std::make_shared<DepthTransformer>(condition_options(lowest, lowest)));
  output_conditions = register_module("output_conditions", std::make_shared<ModuleList>());
  for (std::int64_t level = lowest - 1; level >= 0; --level) {
    for (std::int64_t i = 0; i <= options_.num_res_blocks; ++i) {
      // The last block of a level ends with the upsampling, so its result has the size of the level above.
      const bool upsampled = level > 0 && i == options_.num_res_blocks;
      output_conditions->append<DepthTransformer>(condition_options(level, upsampled ? level - 1 : level));
    }
  }
}

void DepthWiseUNet::check_inputs(const at::Tensor& x, const std::optional<VolumePyramid>& volumes) const {
  const std::int64_t factor = std::int64_t{1} << (options_.channel_mult.size() - 1);
  check(x.dim() == 4 && x.size(1) == options_.in_channels, "DepthWiseUNet: x must be [B, in_channels, H, W]");
  check(x.size(2) % factor == 0 && x.size(3) % factor == 0,
        "DepthWiseUNet: the sides must be divisible by 2^(levels-1)");
  if (!volumes) return;
  check(volumes->size() == options_.volume_dims.size(), "DepthWiseUNet: one volume a level expected");
}

at::Tensor DepthWiseUNet::forward(const at::Tensor& x, const at::Tensor& timesteps, const at::Tensor& context,
                                  const std::optional<VolumePyramid>& volumes) {
  check_inputs(x, volumes);
  const auto own_type = [this](const at::Tensor& input) { return input.to(scalar_type()); };
  // The sines of a timestep need float32; the embedding learned from them does not.
  const auto embedding = time_embed->forward(own_type(timestep_embedding(timesteps, options_.model_channels)));
  const at::Tensor tokens = own_type(context);
  const auto pass = [&](const ModuleList& block, const at::Tensor& input) {
    if (!checkpoints_activations) return run(block, input, embedding, tokens, on_part_used);
    return checkpointed([&block](const auto& inputs) { return run(block, inputs[0], inputs[1], inputs[2]); },
                        {input, embedding, tokens});
  };
  const auto look = [&](DepthTransformer& transformer, const at::Tensor& input, const at::Tensor& volume) {
    if (!checkpoints_activations) {
      at::Tensor seen = transformer.forward(input, volume);
      if (on_part_used) on_part_used(transformer);
      return seen;
    }
    return checkpointed([&transformer](const auto& inputs) { return transformer.forward(inputs[0], inputs[1]); },
                        {input, volume});
  };
  std::vector<at::Tensor> skips;
  at::Tensor h = in_kernel_layout(own_type(x));
  for (const auto& [index, block] : input_blocks->modules_by_index()) {
    h = pass(input_blocks->at<ModuleList>(index), h);
    skips.push_back(h);
  }
  h = pass(*middle_block, h);
  if (volumes) h = look(*middle_conditions, h, own_type(volumes->back()));
  for (const auto& [index, block] : output_blocks->modules_by_index()) {
    h = pass(output_blocks->at<ModuleList>(index), at::cat({h, skips.back()}, 1));
    skips.pop_back();
    const std::int64_t condition = index - options_.num_res_blocks - 1;
    if (!volumes || condition < 0) continue;
    const auto level = std::find_if(volumes->begin(), volumes->end(),
                                    [&h](const at::Tensor& volume) { return volume.size(-1) == h.size(-1); });
    check(level != volumes->end(), "DepthWiseUNet: no volume as wide as the feature map");
    h = look(output_conditions->at<DepthTransformer>(condition), h, own_type(*level));
  }
  return out->forward(h).to(x.scalar_type());
}

}  // namespace syncdreamer
