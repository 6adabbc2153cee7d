#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/generation_settings.h"
#include "cli/model_source.h"
#include "cli/results_folder.h"
#include "core/progress.h"
#include "image/image.h"
#include "pipeline/generation.h"
#include "pipeline/object_cutter.h"

namespace syncdreamer {

/// \throws InputError for a model without a lifted volume, which `--method volume` needs.
void check_has_volume(ModelSource& models);

/// A picture, or the object that was cut out of it.
struct NamedPicture {
  std::string name;  ///< of the picture, for messages and run.json
  Image image;
};

/// How many views there will be at least: the number may be left to the model.
std::size_t least_num_views(const GenerationSettings& settings);

/// What will be in the output folder of so many views (see planned_views), the preview too.
std::vector<std::filesystem::path> planned_generation(const GenerationSettings& settings, std::size_t num_views);

/// Draws the views of an object, see generate_from_object, and writes them and the prepared picture into a folder,
/// where previews are shown before if the settings ask for them.
///
/// \param settings  in their ranges, see check_ranges.
/// \throws InputError for bad input and too little memory, and if it was stopped.
Generation generate_into(ResultsFolder& results, NamedPicture object, const GenerationSettings& settings,
                         ModelSource& models, const Reporter& reporter);

/// The members of run.json that the commands share.
///
/// \param command  its name.
/// \param image    the name of the picture.
nlohmann::ordered_json generation_to_json(const char* command, const std::string& image, const MaskOptions& masks,
                                          const Generation& generation, const ModelSource& models);

}  // namespace syncdreamer
