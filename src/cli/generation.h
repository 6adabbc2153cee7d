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
#include "pipeline/best_of_seeds.h"
#include "pipeline/generate_views.h"
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
  int best_of = 1;            ///< seeds to try
  int preview = 0;            ///< steps from one preview to the next; 0: none
  bool needs_volume = false;  ///< whether only models with a lifted volume will do
  GenerateOptions options;
};

/// \throws InputError for a value out of range; warns of values that the model was not trained for.
void check_ranges(const GenerationArguments& arguments, const Reporter& reporter);

void add_generation_flags(CLI::App& command, PictureBatch& batch, GenerationArguments& arguments, ModelChoice& model);

/// Views of the object of a picture.
struct Generation {
  std::vector<GeneratedViews> samples;
  Image object;    ///< the picture with a transparent background
  Image prepared;  ///< the same as the model takes it
  MultiviewDiffusionOptions model_options;
  std::string device;  ///< on which they were made
  /// As they were used: with the elevation, the model's own values, and as many views at once as fit into memory.
  GenerateOptions options;
  std::int64_t num_steps = 0;  ///< of the sampling, which may end before the last of `options.sampling`
  std::optional<PictureElevation> estimated_elevation;  ///< if none was given
  std::vector<SeedConsistency> tried_seeds;             ///< if there were several
};

/// The watch of a generation that shows what it has so far in a file, and stops when it is told to.
GenerationWatch watch_of(PreviewFile& preview, std::function<bool()> should_stop);

/// Cuts the object out of the picture, says what time and memory will be needed, and draws the views.
///
/// \param picture    what `arguments.image` names.
/// \param arguments  in their ranges, see check_ranges.
/// \param watch       is asked whether to stop, and shown previews where the arguments ask for them.
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
