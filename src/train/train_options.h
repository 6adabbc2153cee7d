#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "model/multiview_diffusion.h"
#include "nn/device.h"
#include "train/learning_rate.h"
#include "train/optimizer.h"

namespace syncdreamer {

/// Where validations of the diffusion stages look.
inline constexpr std::array<std::int64_t, 3> kProbedTimesteps{400, 800, 980};

/// What a training makes better, see docs/training.md.
enum class TrainStage { autoencoder, geometry, elevation, backbone, synchronized };
constexpr auto enum_names(TrainStage) {
  using enum TrainStage;
  return std::array{std::pair{autoencoder, "autoencoder"}, std::pair{geometry, "geometry"},
                    std::pair{elevation, "elevation"}, std::pair{backbone, "backbone"},
                    std::pair{synchronized, "synchronized"}};
}

/// What a training configuration (JSON) may say; `configs/default/` has one for each stage but `backbone`.
struct TrainOptions {
  TrainStage stage = TrainStage::autoencoder;
  std::vector<std::string> data;
  std::vector<std::string> initialize_from;
  std::string output = "out/train";
  std::int64_t num_steps = 10000;
  int batch_size = 8;
  int accumulate_steps = 1;
  int views_per_object = 4;
  int noise_draws = 1;
  int threads = 0;
  double data_memory_gb = 0;
  std::string device = "auto";
  Precision precision = Precision::fp32;
  std::uint64_t seed = 1;
  double average_decay = 0.999;
  double max_gradient_norm = 1;
  double condition_dropping = 0;
  double independent_steps = 0.1;
  double structure_weight = 0;
  bool augment = true;
  double random_cameras = 0;
  bool activation_checkpointing = false;
  double checkpoint_minutes = 5;
  std::int64_t log_steps = 20;
  std::int64_t validate_steps = 500;
  LearningRateOptions learning_rate;
  LearningRateScales learning_rate_scales;
  OptimizerOptions optimizer;
  MultiviewDiffusionOptions model;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("stage", self.stage, "what is trained: autoencoder, geometry, elevation, backbone or synchronized");
    field("data", self.data, "folders of rendered objects, as `syncdreamer render` writes them");
    field("initialize_from", self.initialize_from, "model files whose tensors are taken over, in this order");
    field("output", self.output, "folder of checkpoints, log and sample sheets");
    field("num_steps", self.num_steps, "optimization steps in all");
    field("batch_size", self.batch_size, "objects of a batch");
    field("accumulate_steps", self.accumulate_steps, "batches that each process goes through for one step");
    field("views_per_object", self.views_per_object, "target views of an object a step (not elevation)");
    field("noise_draws", self.noise_draws, "noise levels that a step draws for each object (backbone, synchronized)");
    field("threads", self.threads, "CPU threads; 0: all, or this process's share of them");
    field("data_memory_gb", self.data_memory_gb,
          "pictures that a process holds in memory, the others it reads from the files in time; 0: a third of what is "
          "available, shared by the processes of the machine");
    field("device", self.device, kDeviceHelp);
    field("precision", self.precision,
          "fp32, or on CUDA devices bf16 in matrix products and convolutions; weights stay fp32");
    field("seed", self.seed, "determines initial weights, order of data and noise");
    field("average_decay", self.average_decay, "decay of the moving average of the weights; 0: none");
    field("max_gradient_norm", self.max_gradient_norm, "gradients are scaled down to this norm; 0: never");
    field("condition_dropping", self.condition_dropping,
          "probability of each of four cases in which a sample goes without conditions: the context, the volumes, the "
          "input latent, or all three (backbone, synchronized)");
    field("independent_steps", self.independent_steps,
          "share of synchronized batches that denoise each view on its own");
    field("structure_weight", self.structure_weight,
          "geometry: weight of 1 - SSIM of the rendered views, beside their squared error");
    field("augment", self.augment, "permute and tint colours, mirror objects");
    field(
        "random_cameras", self.random_cameras,
        "share of objects whose target views are the pictures of `input/`, at random elevations, instead of the ring; "
        "backbone, synchronized: with batch_size 1");
    field("activation_checkpointing", self.activation_checkpointing,
          "backbone, synchronized: keep the inputs of the blocks only and compute the rest again: less memory, more "
          "time");
    field("checkpoint_minutes", self.checkpoint_minutes,
          "minutes between checkpoints, beside those before validations");
    field("log_steps", self.log_steps, "steps between lines of log.csv");
    field("validate_steps", self.validate_steps, "steps between validations and sample sheets");
    field("learning_rate", self.learning_rate, "learning rate over time");
    field("learning_rate_scales", self.learning_rate_scales,
          "of the parts that learn in the stages backbone and synchronized; 0 freezes a part");
    field("optimizer", self.optimizer, "AdamW, or Muon and AdamW");
    field("model", self.model, "the networks");
  }

  /// \throws InputError for a value with which no training can be.
  void check_ranges() const;
};

}  // namespace syncdreamer
