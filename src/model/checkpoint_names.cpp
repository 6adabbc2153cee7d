#include "model/checkpoint_names.h"

#include <algorithm>
#include <array>

namespace syncdreamer {

bool is_table(std::string_view name) {
  constexpr std::array<std::string_view, 10> kTables{"betas",
                                                     "alphas",
                                                     "alphas_cumprod",
                                                     "sqrt_alphas_cumprod",
                                                     "sqrt_one_minus_alphas_cumprod",
                                                     "posterior_variance",
                                                     "posterior_log_variance_clipped",
                                                     "poses",
                                                     "Ks",
                                                     "azimuth"};
  return std::ranges::find(kTables, name) != kTables.end();
}

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
