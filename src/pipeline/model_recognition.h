#pragma once

#include "checkpoint/state_dict.h"
#include "model/multiview_options.h"

namespace syncdreamer {

/// The tensors of a checkpoint that was not written by this program, under the names that MultiviewDiffusion uses.
///
/// The image tower of CLIP lies under another name in Zero123's checkpoints; the others are the released model's names
/// already. Where `file` has no image tower, what CLIP's own file (OpenAI's `ViT-L-14.pt`, a TorchScript archive) holds
/// under `visual.` is added.
///
/// \param clip  CLIP's file; empty if there is none.
/// \throws InputError if no image tower is found, `clip` holds none, or both files have one.
StateDict with_model_names(const StateDict& file, const StateDict& clip);

/// Whether a file that does not describe itself has the names of a SyncDreamer or Zero123 checkpoint.
bool is_published_model(const StateDict& file);

/// The options of the model whose tensors these are, told from their names and shapes.
///
/// A released SyncDreamer in any width, or, without the synchronizing volumes, a Zero123 of which every view is
/// generated on its own. What names and shapes do not tell (numbers of heads, volume resolution, noise schedule) is as
/// released.
///
/// \throws InputError if this is neither.
MultiviewDiffusionOptions recognize_model(const StateDict& file);

}  // namespace syncdreamer
