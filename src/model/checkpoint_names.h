#pragma once

#include <string>
#include <string_view>

/// Under which names the tensors of a MultiviewDiffusion lie in files: its own names, which are those of the released
/// SyncDreamer, and the few that Zero123's checkpoints have otherwise.
namespace syncdreamer {

/// How all entries of a file's metadata begin that this program writes.
inline constexpr std::string_view kOwnMetadata = "syncdreamer.";

/// The entry of a file's metadata in which this program keeps the model's options, as JSON.
inline constexpr const char* kModelMetadata = "syncdreamer.model";

/// The entry that tells a training's checkpoint from a model: the options of the training, as JSON.
inline constexpr const char* kTrainingMetadata = "syncdreamer.train";

/// CLIP's image tower in a MultiviewDiffusion, and in a Zero123.
inline constexpr std::string_view kImageTower = "clip_image_encoder.model.visual.";
inline constexpr std::string_view kZero123ImageTower = "cond_stage_model.model.visual.";

/// What MultiviewDiffusion calls a tensor of a Zero123 or of a SyncDreamer.
std::string model_name(std::string_view stored);

/// Whether a tensor is a table of the noise schedule or the cameras: rounded to half precision, these are wrong.
bool is_table(std::string_view name);

/// Whether a parameter belongs to the transformers that look along the rays of the frustum volumes.
bool is_depth_attention(std::string_view parameter);

/// Whether a parameter belongs to what makes a Zero123 a SyncDreamer: volumes, their time embedding, depth attention.
bool is_synchronizing(std::string_view parameter);

}  // namespace syncdreamer
