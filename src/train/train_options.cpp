#include "train/train_options.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/error.h"
#include "dataset/multiview_dataset.h"

namespace syncdreamer {
namespace {

constexpr std::array<std::string_view, 4> kStages{"autoencoder", "geometry", "backbone", "synchronized"};
constexpr std::int64_t kLargestImage = 4096;

}  // namespace

void TrainOptions::check_ranges() const {
  const auto require = [](bool holds, const std::string& key, const nlohmann::json& found,
                          const std::string& expected) {
    if (!holds) throw InputError(key + ": found " + found.dump() + ", expected " + expected);
  };
  const auto require_positive = [&](const char* key, auto value) { require(value >= 1, key, value, "1 or more"); };
  require_positive("batch_size", batch_size);
  require_positive("accumulate_steps", accumulate_steps);
  require_positive("noise_draws", noise_draws);
  require_positive("log_steps", log_steps);
  require_positive("validate_steps", validate_steps);
  require(num_steps >= 0, "num_steps", num_steps, "0 or more");
  require(views_per_object >= 1 && views_per_object <= MultiviewDataset::kNumViews, "views_per_object",
          views_per_object, "1 to " + std::to_string(MultiviewDataset::kNumViews));
  require(condition_dropping >= 0 && condition_dropping <= 0.25, "condition_dropping", condition_dropping,
          "0 to 0.25, of each of four kinds");
  require(independent_steps >= 0 && independent_steps <= 1, "independent_steps", independent_steps, "0 to 1");
  require(structure_weight >= 0, "structure_weight", structure_weight, "0 or more");
  require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
  require(data_memory_gb >= 0, "data_memory_gb", data_memory_gb, "0 or more");
  require(learning_rate.peak > 0, "learning_rate.peak", learning_rate.peak, "more than 0");
  require(learning_rate.warmup_steps >= 0, "learning_rate.warmup_steps", learning_rate.warmup_steps, "0 or more");
  require(optimizer.momentum >= 0 && optimizer.momentum < 1, "optimizer.momentum", optimizer.momentum,
          "0 to less than 1");
  require(average_decay >= 0 && average_decay < 1, "average_decay", average_decay, "0 to less than 1");
  require(max_gradient_norm > 0, "max_gradient_norm", max_gradient_norm, "more than 0");
  require(checkpoint_minutes >= 0, "checkpoint_minutes", checkpoint_minutes, "0 or more");
  const std::int64_t num_timesteps = model.schedule.num_timesteps;
  require(num_timesteps > kProbedTimesteps.back(), "model.schedule.num_timesteps", num_timesteps,
          "more than " + std::to_string(kProbedTimesteps.back()) + ", at which validations look");
  if (std::ranges::find(kStages, stage) == kStages.end())
    throw InputError("stage: found '" + stage + "', expected autoencoder, geometry, backbone or synchronized");
  require(model.image_size <= kLargestImage, "model.image_size", model.image_size,
          "at most " + std::to_string(kLargestImage));
  model.check_consistency();
}

}  // namespace syncdreamer
