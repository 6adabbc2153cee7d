#pragma once

#include <functional>

#include "cli/generation_arguments.h"
#include "core/progress.h"
#include "image/image.h"
#include "pipeline/reconstruct_mesh.h"

namespace syncdreamer {

/// What `create` is told, and `serve` for each picture.
struct CreateArguments {
  GenerationArguments generation;
  ReconstructOptions reconstruction;
};

/// \throws InputError for options of which no mesh can come, whatever the picture.
void check_ranges(const CreateArguments& arguments, const Reporter& reporter);

/// Makes views of a picture and a mesh of them. They appear in `arguments.generation.output`, with what an earlier run
/// left there gone, when all of them are there; or where no mesh can be made of the views, these alone.
///
/// \param read_picture  what `arguments.generation.image` names; called where an interrupt soon ends the program.
/// \param arguments     in their ranges, see check_ranges.
/// \return the seconds it took.
/// \throws InputError for bad input, too little memory, views without a mesh, and if it was stopped.
double create_object(const std::function<Image()>& read_picture, CreateArguments arguments, ModelSource& models,
                     const Reporter& reporter);

}  // namespace syncdreamer
