#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "checkpoint/state_dict.h"
#include "core/machine_memory.h"
#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// Builds the model that a checkpoint holds, and fills it; the weights stay mapped, they are not copied.
///
/// Our own files carry their options in the metadata; a file without is recognized as a SyncDreamer or Zero123 as their
/// authors published them, see recognize_model.
///
/// \param clip       OpenAI's CLIP file, for published checkpoints without CLIP's image tower; may be empty.
/// \param max_bytes  what may be taken for weights that the file has in another type than single precision: these are
/// copied.
/// \throws InputError if the file cannot be read, if its tensors are not the model's: missing, unexpected, of another
/// shape, or not finite, or if they need more memory.
std::shared_ptr<MultiviewDiffusion> load_model(const std::filesystem::path& path,
                                               const std::filesystem::path& clip = {},
                                               std::uint64_t max_bytes = kUnlimitedMemory);

/// What generation needs of a published checkpoint: the model's tensors, each as it is stored there, under the model's
/// names and with its options in the metadata, so that a file of them describes itself. `skipped` tells what is left
/// out.
///
/// \param clip  what CLIP's file holds, for checkpoints without CLIP's image tower; may be empty.
/// \throws InputError as load_model does.
StateDict generation_weights(const StateDict& file, const StateDict& clip = {});

/// The model used when none is named: the environment variable SYNCDREAMER_MODEL, or `models/default.safetensors`
/// beside the source tree or the installed program. \throws InputError if there is none.
std::filesystem::path default_model_path();

/// The network that tells the elevations of pictures' cameras: the model's own or, where it has none, that of the model
/// that SYNCDREAMER_MODEL names or, else, of the one that comes with the program, on the same device.
///
/// \throws InputError if there is none.
std::shared_ptr<ElevationNet> elevation_net_for(const MultiviewDiffusion& model);

}  // namespace syncdreamer
