#pragma once

#include <cstdint>

namespace syncdreamer {

/// Linear warm-up from 2 % (the paper's), then constant or a cosine down to `final_fraction`.
struct LearningRateOptions {
  double peak = 1e-3;
  std::int64_t warmup_steps = 100;
  bool cosine = true;
  double final_fraction = 0.02;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("peak", self.peak, "learning rate after the warm-up");
    field("warmup_steps", self.warmup_steps, "steps of linear warm-up from 2 % of the peak");
    field("cosine", self.cosine, "fall along a cosine after the warm-up; false: stay at the peak");
    field("final_fraction", self.final_fraction, "where the cosine ends, as a fraction of the peak");
  }
};

/// What the diffusion stages' parts learn at, as multiples of the learning rate; 0 freezes a part. The paper's
/// synchronized stage, from Zero123's weights, is 0, 0, 1, 10.
struct LearningRateScales {
  double backbone = 1;
  double image_encoder = 1;
  double depth_attention = 1;
  double volumes = 1;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("backbone", self.backbone, "UNet without depth attention, and the projection of its context");
    field("image_encoder", self.image_encoder, "encoder of the input picture's context token");
    field("depth_attention", self.depth_attention, "depth transformers in the UNet");
    field("volumes", self.volumes, "networks of the shared volume");
  }
};

/// The learning rate of step `step` (from 0) of `num_steps`.
double learning_rate_at(const LearningRateOptions& options, std::int64_t step, std::int64_t num_steps);

}  // namespace syncdreamer
