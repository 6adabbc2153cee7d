#pragma once

#include <functional>

#include "core/progress.h"
#include "train/process_group.h"
#include "train/stage.h"

namespace syncdreamer {

/// What a step did, for whoever shows progress.
struct StepReport {
  std::int64_t step = 0;  ///< steps done
  std::int64_t num_steps = 0;
  /// Means since the last report: loss, its parts, gradient_norm, learning_rate, objects_per_s (of the steps alone);
  /// and elapsed_s, the seconds since the start.
  Figures figures;
  double seconds_left = 0;
};

struct TrainCallbacks {
  std::function<void(const StepReport&)> on_log = {};                         ///< every log_steps steps
  std::function<void(std::int64_t step, const Figures&)> on_validation = {};  ///< every validate_steps steps
  Reporter reporter = {};  ///< told before the first step what is read, and warned; asked while cameras are read, where
                           ///< a stop ends this process, and after every step, between its batches and within
                           ///< validations, where it makes all save and end
};

/// Trains one stage and writes into the output folder:
///
/// - `checkpoint.safetensors`, everything that is needed to go on, every few minutes, before validations and at the
///   end (atomically);
/// - `model.safetensors`, the averaged weights, with the model's options in the metadata;
/// - `log.csv`, `validation.csv`, and `samples/step-*.png`.
///
/// A run that finds a checkpoint in its output folder continues it, exactly: what is drawn at a step depends on the
/// seed and the step alone. The checkpoint must come from the same options, but for those that load_checkpoint names.
///
/// Several processes (each calls this function) take a step together: each goes through `accumulate_steps` batches of
/// its own, and the gradients of all batches are averaged. Which batches a step has depends on their number alone, not
/// on how they are spread over processes. Process 0 alone validates, writes and calls back, except for asking whether
/// to stop.
///
/// The model starts from random weights, then takes over what the files of `initialize_from` hold. `model.safetensors`
/// contains the parts that were taken over or that the stage trains (of stage backbone, the volumes' networks as they
/// began, too).
///
/// \return the number of steps done in all.
/// \throws InputError for unusable data or files, when the loss is not finite, or where a stop prevented the last
/// validation or came while cameras were read.
std::int64_t train(const TrainOptions& options, MultiviewDataset training_data, const MultiviewDataset& validation_data,
                   const TrainCallbacks& callbacks, const ProcessGroup& processes = {});

}  // namespace syncdreamer
