#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/model_source.h"
#include "cli/picture_batch.h"
#include "cli/preview_file.h"
#include "pipeline/generation.h"
#include "pipeline/object_cutter.h"

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// How views of a picture are made, as `generate` and `create` are told.
struct GenerationArguments {
  std::filesystem::path image;  ///< its name, for messages and run.json
  std::filesystem::path output;
  MaskOptions masks;
  int preview = 0;            ///< steps from one preview to the next; 0: none
  bool needs_volume = false;  ///< whether only models with a lifted volume will do
  GenerationRequest request;  ///< the memory aside, which belongs to the choice of the model
};

/// \throws InputError for a value out of range; warns of values that the model was not trained for.
void check_ranges(const GenerationArguments& arguments, const Reporter& reporter);

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationArguments& arguments, ModelChoice& model);

/// The watch of a generation that shows what it has so far in a file.
GenerationWatch watch_of(PreviewFile& preview);

/// Cuts the object out of the picture, loads the model, and draws the views, see generate_from_object.
///
/// \param picture    what `arguments.image` names.
/// \param arguments  in their ranges, see check_ranges.
/// \param watch      is shown previews where the arguments ask for them.
/// \return nothing if it was stopped.
/// \throws InputError for bad input and too little memory.
std::optional<Generation> generate_from_picture(Image picture, const GenerationArguments& arguments,
                                                ModelSource& models, const Reporter& reporter, GenerationWatch watch);

/// Writes the views and the prepared picture. \return the folder of each sample.
std::vector<std::filesystem::path> write_generation(const std::filesystem::path& folder, const Generation& generation);

/// The members of run.json that both commands share.
nlohmann::ordered_json generation_to_json(const GenerationArguments& arguments, const Generation& generation,
                                          const ModelSource& models);

}  // namespace syncdreamer
