#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "train/moving_average.h"
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
  std::uint64_t frozen = 0;           ///< fingerprint of the weights that are taken over and do not learn
  std::int64_t batches_per_step = 1;  ///< of all processes: accumulate_steps times their number
  std::uint64_t objects = 0;          ///< fingerprint of the names of the training objects, in order
  std::uint64_t held_out = 0;         ///< the same of those that are validated on
};

/// A fingerprint of what decides a training's numbers besides its checkpoint, and when it asks whether to stop: all
/// options but the machine's, paths and other intervals than that of validations. Processes that train together must
/// have the same.
std::uint64_t fingerprint(const TrainOptions& options);

/// The tensors of `model` in `parts` (part_of) that are in none of the groups that learn.
std::vector<NamedTensor> frozen_tensors(const torch::nn::Module& model, const std::set<std::string>& parts,
                                        const std::vector<ParameterGroup>& learning);

/// A fingerprint of their names and values.
std::uint64_t fingerprint_of_frozen(const torch::nn::Module& model, const std::set<std::string>& parts,
                                    const std::vector<ParameterGroup>& learning);

/// Writes weights, averages and moments of the trained parameters, and the step, as one safetensors file.
void save_checkpoint(const std::filesystem::path& path, const TrainOptions& options, std::int64_t step,
                     const TrainState& state);

/// Restores what save_checkpoint wrote. \return the step, or nothing if there is no such file.
/// \throws InputError if the file is broken or its options differ in more than num_steps, accumulate_steps,
/// activation_checkpointing, threads, data_memory_gb, device, paths (data, initialize_from, output) and intervals
/// (checkpoint_minutes, log_steps, validate_steps), or if it was trained beside other frozen weights, with another
/// number of batches a step or on other objects.
std::optional<std::int64_t> load_checkpoint(const std::filesystem::path& path, const TrainOptions& options,
                                            const TrainState& state);

/// Writes the model's tensors, with its options as JSON in the metadata entry `syncdreamer.model`. A model is complete
/// without its network of elevations: where that is not among the tensors, the options say that there is none.
///
/// \param parts  whose tensors are written (part_of).
void save_model(const std::filesystem::path& path, const torch::nn::Module& model,
                const MultiviewDiffusionOptions& options, const std::set<std::string>& parts);

}  // namespace syncdreamer
