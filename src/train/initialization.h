#pragma once

#include <string>
#include <vector>

#include "model/multiview_diffusion.h"

namespace syncdreamer {

/// Takes over the tensors of model files, one file after the other: files of this program, or checkpoints of Zero123
/// (Liu et al. 2023), which hold the UNet, its context projection, the autoencoder and CLIP. What a checkpoint of
/// Zero123 holds besides (CLIP's text tower, averages of the training) is left out.
///
/// \return the top-level parts of the model that the files hold, each as the beginning of names (`model.`).
/// \throws InputError for a file that cannot be read, a tensor that the model does not have, of another shape or not
/// finite, and a checkpoint of Zero123 that lacks one.
std::vector<std::string> initialize_from_files(MultiviewDiffusion& model, const std::vector<std::string>& files);

}  // namespace syncdreamer
