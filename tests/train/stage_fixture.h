#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "nn/layers.h"
#include "tests/train/small_training.h"
#include "train/stage.h"

namespace syncdreamer {

/// One stage on the smallest model.
class StageTest : public testing::Test {
 protected:
  explicit StageTest(const std::string& stage)
      : options_(tiny_train_options(stage)), model_(options_.model), stage_(make_stage(options_, model_)) {
    at::manual_seed(1);
    initialize(model_, 1);
  }

  double loss(const MultiviewBatch& batch) {
    figures_.clear();
    return stage_->loss(batch, generator_, figures_).item<double>();
  }

  const TrainOptions options_;
  MultiviewDiffusion model_;
  std::unique_ptr<Stage> stage_;
  at::Generator generator_ = at::detail::createCPUGenerator(1);
  Figures figures_;
};

}  // namespace syncdreamer
