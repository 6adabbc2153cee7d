#include "model/checkpoint_names.h"

namespace syncdreamer {

std::string model_name(std::string_view stored) {
  if (!stored.starts_with(kZero123ImageTower)) return std::string(stored);
  return std::string(kImageTower).append(stored.substr(kZero123ImageTower.size()));
}

bool is_depth_attention(std::string_view parameter) {
  return parameter.starts_with("model.diffusion_model.middle_conditions.") ||
         parameter.starts_with("model.diffusion_model.output_conditions.");
}

bool is_synchronizing(std::string_view parameter) {
  return parameter.starts_with("spatial_volume.") || parameter.starts_with("time_embed.") ||
         is_depth_attention(parameter);
}

}  // namespace syncdreamer
