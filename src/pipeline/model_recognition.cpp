#include "pipeline/model_recognition.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "model/checkpoint_names.h"

namespace syncdreamer {
namespace {

constexpr std::string_view kClipFileTower = "visual.";
constexpr std::int64_t kMaxReduction = 1 << 16;
constexpr std::int64_t kClipHeadWidth = 64;  // of every published CLIP

/// The sides of a checkpoint's tensors.
class Shapes {
 public:
  explicit Shapes(const StateDict& file) : file_(file) {}

  bool has(const std::string& name) const { return file_.contains(name); }

  std::optional<std::int64_t> find(const std::string& name, std::int64_t dim) const {
    const at::Tensor* const tensor = file_.find(name);
    return tensor != nullptr && dim < tensor->dim() ? std::optional(tensor->size(dim)) : std::nullopt;
  }

  std::int64_t side(const std::string& name, std::int64_t dim) const {
    const auto found = find(name, dim);
    if (!found || *found < 1) throw InputError(file_.path, "has no tensor '" + name + "' as SyncDreamer has it");
    return *found;
  }

  [[noreturn]] void refuse(const std::string& why) const { throw InputError(file_.path, why); }

  /// How many of `prefix`0`suffix`, `prefix`1`suffix`, ... there are.
  std::int64_t count(const std::string& prefix, const std::string& suffix) const {
    std::int64_t number = 0;
    while (has(prefix + std::to_string(number) + suffix)) ++number;
    return number;
  }

 private:
  const StateDict& file_;
};

UNetOptions recognize_unet(const Shapes& shapes) {
  const std::string root = "model.diffusion_model.";
  UNetOptions options;
  options.model_channels = shapes.side(root + "input_blocks.0.0.weight", 0);
  options.in_channels = shapes.side(root + "input_blocks.0.0.weight", 1);
  options.out_channels = shapes.side(root + "out.2.weight", 0);
  options.context_dim = shapes.side("cc_projection.weight", 0);
  options.channel_mult.clear();
  options.attention_resolutions.clear();
  std::int64_t factor = 1, blocks_of_level = 0;
  for (int i = 1;; ++i) {
    const std::string block = root + "input_blocks." + std::to_string(i) + ".";
    if (shapes.has(block + "0.op.weight")) {
      factor *= 2;
      if (factor > kMaxReduction) shapes.refuse(block + "0.op.weight: found more levels than a UNet has");
      blocks_of_level = 0;
      continue;
    }
    const auto width = shapes.find(block + "0.out_layers.3.weight", 0);
    if (!width) break;
    if (blocks_of_level == 0) options.channel_mult.push_back(*width / options.model_channels);
    options.num_res_blocks = ++blocks_of_level;
    const bool attends = shapes.has(block + "1.norm.weight");
    auto& resolutions = options.attention_resolutions;  // the lowest first, as configurations write them
    if (attends && blocks_of_level == 1) resolutions.insert(resolutions.begin(), factor);
  }
  return options;
}

AutoencoderOptions recognize_autoencoder(const Shapes& shapes) {
  const std::string root = "first_stage_model.";
  AutoencoderOptions options;
  options.ch = shapes.side(root + "encoder.conv_in.weight", 0);
  options.picture_channels = shapes.side(root + "encoder.conv_in.weight", 1);
  options.ch_mult.clear();
  const std::string down = root + "encoder.down.", first_block = ".block.0.conv1.weight";
  for (std::int64_t level = 0; level < shapes.count(down, first_block); ++level) {
    options.ch_mult.push_back(shapes.side(down + std::to_string(level) + first_block, 0) / options.ch);
  }
  options.num_res_blocks = shapes.count(down + "0.block.", ".conv1.weight");
  options.z_channels = shapes.side(root + "decoder.conv_in.weight", 1);
  options.embed_dim = shapes.side(root + "post_quant_conv.weight", 1);
  options.mid_attention = shapes.has(root + "encoder.mid.attn_1.q.weight");
  return options;
}

ClipImageEncoderOptions recognize_clip(const Shapes& shapes) {
  const std::string root(kImageTower);
  ClipImageEncoderOptions options;
  options.width = shapes.side(root + "conv1.weight", 0);
  options.patch_size = shapes.side(root + "conv1.weight", 2);
  options.heads = std::max<std::int64_t>(1, options.width / kClipHeadWidth);
  options.layers = shapes.count(root + "transformer.resblocks.", ".ln_1.weight");
  const std::int64_t num_patches = shapes.side(root + "positional_embedding", 0) - 1;
  options.image_size = std::llround(std::sqrt(static_cast<double>(num_patches))) * options.patch_size;
  options.output_dim = shapes.side(root + "proj", 1);
  return options;
}

SpatialVolumeOptions recognize_volumes(const Shapes& shapes) {
  const std::string root = "spatial_volume.spatial_volume_feats.", weight = ".conv.weight";
  SpatialVolumeOptions options;
  options.view_channels = shapes.side("spatial_volume.target_encoder.init_conv.weight", 0);
  options.volume_dims = {shapes.side(root + "init_conv.weight", 0)};
  for (int conv = 1; shapes.has(root + "conv" + std::to_string(conv + 1) + "_0" + weight); conv += 2) {
    options.volume_dims.push_back(shapes.side(root + "conv" + std::to_string(conv) + weight, 0));
  }
  return options;
}

/// From the intrinsics, whose principal point is the picture's centre.
std::int64_t recognize_image_size(const StateDict& file, std::int64_t usual) {
  const at::Tensor* const intrinsics = file.find("Ks");
  const bool are_intrinsics = intrinsics != nullptr && intrinsics->dim() == 3 && intrinsics->size(0) > 0 &&
                              intrinsics->size(1) == 3 && intrinsics->size(2) == 3;
  if (!are_intrinsics || !intrinsics->is_floating_point()) return usual;
  const double size = 2 * intrinsics->select(0, 0)[0][2].item<double>();
  return size >= 1 && size <= 4096 ? std::llround(size) : usual;
}

void check_is_published_model(const StateDict& named) {
  if (is_published_model(named)) return;
  throw InputError(named.path,
                   "is no model that this program knows: it neither describes itself nor has the names "
                   "of a SyncDreamer or Zero123 checkpoint");
}

}  // namespace

StateDict with_model_names(const StateDict& file, const StateDict& clip) {
  StateDict named = renamed(file, model_name);
  bool has_tower = std::ranges::any_of(named, [](const auto& entry) { return entry.name.starts_with(kImageTower); });
  if (has_tower && !clip.empty())
    throw InputError(file.path, "has an image tower of its own, expected no other one (--clip)");
  if (has_tower) return named;
  check_is_published_model(named);
  if (clip.empty()) {
    throw InputError(file.path, "holds no image tower of CLIP; name OpenAI's ViT-L-14.pt with --clip");
  }
  for (const auto& [name, tensor] : clip) {
    if (!name.starts_with(kClipFileTower)) continue;
    named.add(std::string(kImageTower) + name.substr(kClipFileTower.size()), tensor);
    has_tower = true;
  }
  if (!has_tower) throw InputError(clip.path, "holds no image tower of CLIP, expected tensors under 'visual.'");
  return named;
}

bool is_published_model(const StateDict& file) {
  return !file.metadata.contains(kModelMetadata) && file.contains("first_stage_model.quant_conv.bias") &&
         file.contains("model.diffusion_model.input_blocks.0.0.weight");
}

MultiviewDiffusionOptions recognize_model(const StateDict& file) {
  check_is_published_model(file);
  const Shapes shapes(file);
  MultiviewDiffusionOptions options;
  options.unet = recognize_unet(shapes);
  options.autoencoder = recognize_autoencoder(shapes);
  options.clip = recognize_clip(shapes);
  options.image_size = recognize_image_size(file, options.image_size);
  options.synchronized = shapes.has("spatial_volume.target_encoder.init_conv.weight");
  if (!options.synchronized) return options;
  options.time_embed_dim = shapes.side("time_embed.0.weight", 0);
  options.spatial_volume = recognize_volumes(shapes);
  options.unet.volume_dims = options.spatial_volume.volume_dims;
  const std::int64_t joined = shapes.side("spatial_volume.spatial_volume_feats.init_conv.weight", 1);
  options.num_views = joined / options.spatial_volume.view_channels;
  return options;
}

}  // namespace syncdreamer
