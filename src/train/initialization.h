#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// Takes over the tensors of model files, one file after the other: files of this program, checkpoints of SyncDreamer,
/// or such of Zero123 (Liu et al. 2023), which hold the UNet, its context projection, the autoencoder and CLIP. What
/// the authors' checkpoints hold besides (CLIP's text tower, averages of the training) is left out, and so are the
/// tables of the noise schedule and the cameras, which are those of the model's options.
///
/// \return the names of the tensors that the files held.
/// \throws InputError for a file that cannot be read, a tensor that the model does not have, of another shape, not
/// finite or stored as it cannot be read, and a checkpoint of Zero123 that lacks one.
std::set<std::string> initialize_from_files(MultiviewDiffusion& model, const std::vector<std::string>& files);

/// The parts of the model to which tensors of these names belong (part_of).
std::set<std::string> parts_of(const std::set<std::string>& names);

/// \throws InputError for a part that a stage needs and writes, so that it is frozen, and that no file holds in whole:
/// what is random teaches the other parts nothing. Of a part that a stage needs and does not write (the autoencoder)
/// warnings_of_random_parts tells; depth attention may be missing.
void check_frozen_parts(const MultiviewDiffusion& model, const std::set<std::string>& taken_over,
                        const std::set<std::string>& needed_parts, const std::set<std::string>& written_parts);

/// A sentence for each part of a model that stays random in whole or in part although it should not: because a stage
/// computes with it and does not teach it, or because a file holds the rest of it. Depth attention may: Zero123's files
/// lack it.
///
/// \param needed_parts  of the stage.
std::vector<std::string> warnings_of_random_parts(const MultiviewDiffusion& model,
                                                  const std::set<std::string>& taken_over,
                                                  const std::set<std::string>& needed_parts);

}  // namespace syncdreamer
