#pragma once

#include "cli/model_source.h"
#include "cli/picture_batch.h"
#include "core/progress.h"
#include "pipeline/generation.h"
#include "pipeline/object_cutter.h"

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// How views of a picture are made, as `generate` and `create` are told.
struct GenerationSettings {
  MaskOptions masks;
  int preview = 0;            ///< steps from one preview to the next; 0: none
  GenerationRequest request;  ///< the memory aside, which belongs to the choice of the model
};

/// \throws InputError for a value out of range; warns of values that the model was not trained for.
void check_ranges(const GenerationSettings& settings, const Reporter& reporter);

/// Warns of flags that were given and do nothing beside the others.
void warn_of_idle_flags(const CLI::App& command, const GenerationSettings& settings, const Reporter& reporter);

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationSettings& settings, ModelChoice& model);

}  // namespace syncdreamer
