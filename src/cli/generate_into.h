#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "cli/generation_arguments.h"
#include "cli/model_source.h"
#include "cli/results_folder.h"
#include "core/progress.h"
#include "image/image.h"
#include "pipeline/generation.h"

namespace syncdreamer {

/// \throws InputError for a model without a lifted volume, which `--method volume` needs.
void check_has_volume(ModelSource& models);

/// How many views there will be at least: the number may be left to the model.
std::size_t least_num_views(const GenerationArguments& arguments);

/// What will be in the output folder of so many views (see planned_views), the preview too.
std::vector<std::filesystem::path> planned_generation(const GenerationArguments& arguments, std::size_t num_views);

/// Cuts the object out of a picture, loads the model, draws the views, see generate_from_object, and writes them and
/// the prepared picture into a folder, where previews are shown before if the arguments ask for them.
///
/// \param picture    what `arguments.image` names.
/// \param arguments  in their ranges, see check_ranges.
/// \throws InputError for bad input, too little memory and files in the way of views whose number the model
/// tells, and if it was stopped.
Generation generate_into(ResultsFolder& results, Image picture, const GenerationArguments& arguments,
                         ModelSource& models, const Reporter& reporter);

/// The members of run.json that the commands share.
///
/// \param command  its name.
nlohmann::ordered_json generation_to_json(const char* command, const GenerationArguments& arguments,
                                          const Generation& generation, const ModelSource& models);

}  // namespace syncdreamer
