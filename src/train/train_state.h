#pragma once

#include <filesystem>
#include <optional>

#include "train/optimizer.h"
#include "train/train_options.h"

namespace torch::nn {
class Module;
}  // namespace torch::nn

namespace syncdreamer {

/// Everything of a training that a checkpoint holds besides the options.
struct TrainState {
  Optimizer& optimizer;
  MovingAverage& average;
};

/// Writes weights, averages and moments of the trained parameters, and the step, as one safetensors file.
void save_checkpoint(const std::filesystem::path& path, const TrainOptions& options, std::int64_t step,
                     const TrainState& state);

/// Restores what save_checkpoint wrote. \return the step, or nothing if there is no such file.
/// \throws InputError if the file is broken or its options differ in more than num_steps, accumulate_steps, threads,
/// data_memory_gb, device, paths (data, initialize_from, output) and intervals (checkpoint_minutes, log_steps,
/// validate_steps).
std::optional<std::int64_t> load_checkpoint(const std::filesystem::path& path, const TrainOptions& options,
                                            const TrainState& state);

/// Writes the model's tensors, with its options as JSON in the metadata entry `syncdreamer.model`.
///
/// \param prefixes  only tensors whose names begin with one of these; empty: all.
void save_model(const std::filesystem::path& path, const torch::nn::Module& model,
                const MultiviewDiffusionOptions& options, const std::vector<std::string>& prefixes);

}  // namespace syncdreamer
