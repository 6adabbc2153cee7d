#pragma once

#include <filesystem>
#include <functional>

#include "cli/creation_settings.h"
#include "cli/generate_into.h"
#include "cli/model_source.h"
#include "core/progress.h"

namespace syncdreamer {

/// Makes views of a picture and a mesh of them. They appear in `output`, with what an earlier run left there gone, when
/// all of them are there; or where no mesh can be made of the views, these alone.
///
/// \param read_picture  called where an interrupt soon ends the program.
/// \param settings      in their ranges, see check_ranges.
/// \return the seconds it took.
/// \throws InputError for bad input, too little memory, views without a mesh, and if it was stopped.
double create_object(const std::function<NamedPicture()>& read_picture, const std::filesystem::path& output,
                     CreationSettings settings, ModelSource& models, const Reporter& reporter);

}  // namespace syncdreamer
