#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <string>

#include "dataset/multiview_dataset.h"
#include "tests/dataset/square_objects.h"
#include "tests/model/small_model.h"
#include "train/train_options.h"

namespace syncdreamer {

/// A few steps of one stage on the smallest model.
inline TrainOptions tiny_train_options(const std::string& stage) {
  TrainOptions options;
  options.stage = enum_value<TrainStage>(stage);
  options.num_steps = 6;
  options.batch_size = 2;
  options.views_per_object = 2;
  options.log_steps = 2;
  options.validate_steps = 6;
  options.condition_dropping = 0.1;
  options.learning_rate.warmup_steps = 2;
  options.learning_rate.cosine = false;
  options.model = smallest_model_options();
  return options;
}

/// Pictures of noise at 16 pixels: `num_objects` with `num_targets` views each, the first ones of the ring.
inline MultiviewBatch noise_batch(std::int64_t num_objects, std::int64_t num_targets) {
  return {.inputs = at::rand({num_objects, 4, 16, 16}),
          .input_elevation = at::full({num_objects}, 0.3),
          .targets = at::rand({num_objects, num_targets, 4, 16, 16}),
          .target_indices = at::arange(num_targets).expand({num_objects, num_targets}).contiguous(),
          .target_elevation = at::full({num_objects, num_targets}, radians(30.0))};
}

/// A batch whose pictures are all of one colour and opacity.
inline MultiviewBatch plain_batch(std::int64_t num_objects, std::int64_t num_targets, std::array<float, 4> rgba) {
  MultiviewBatch batch = noise_batch(num_objects, num_targets);
  const at::Tensor pixel = at::tensor(at::ArrayRef<float>(rgba)).view({4, 1, 1});
  batch.inputs.copy_(pixel);
  batch.targets.copy_(pixel);
  return batch;
}

}  // namespace syncdreamer
