#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/files.h"
#include "model/multiview_diffusion.h"
#include "tests/train/small_training.h"

namespace syncdreamer {

/// The smallest model of the released kind at 16 pixels.
inline MultiviewDiffusionOptions smallest_zero123_options() {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.prediction = Prediction::epsilon;
  options.draft_channels = 0;
  options.unscale_input_latent = true;
  options.unet.in_channels = 2 * options.latent_channels();
  options.spatial_volume.extra_channels = 0;
  options.lifted_volume = {};
  options.elevation_net = {};
  return options;
}

/// The first Python that can import torch; empty if there is none.
inline std::string python_with_torch() {
  const char* const chosen = std::getenv("SYNCDREAMER_PYTHON");
  for (const std::string python : {chosen == nullptr ? "/usr/bin/python3" : chosen, "python3"}) {
    if (std::system((python + " -c 'import torch' >/dev/null 2>&1").c_str()) == 0) return python;
  }
  return "";
}

/// Lets PyTorch save random weights under the names of a Zero123 checkpoint, in the shapes of `model`, with what such
/// a checkpoint holds besides. \param without  a name that is left out.
inline bool save_zero123(const std::string& python, const std::filesystem::path& folder, const std::string& name,
                         const MultiviewDiffusion& model, const std::string& without = "") {
  std::string list;
  for (const auto& item : model.named_parameters()) {
    if (item.key() == without) continue;
    list += item.key();
    for (const std::int64_t side : item.value().sizes()) list.append(" ").append(std::to_string(side));
    list += "\n";
  }
  write_file(folder / "list.txt", list);
  write_file(folder / "save.py", R"PYTHON(
import sys, torch
torch.manual_seed(1)
added = ("spatial_volume.", "time_embed.", "model.diffusion_model.middle_conditions.",
         "model.diffusion_model.output_conditions.")
tensors = {"betas": torch.ones(1000), "model_ema.decay": torch.ones(()), "model_ema.num_updates": torch.ones(()),
           "cond_stage_model.model.transformer.resblocks.0.ln_1.weight": torch.ones(4),
           "cond_stage_model.model.logit_scale": torch.ones(()), "cond_stage_model.mean": torch.ones(3)}
for line in open(sys.argv[1]):
    name, *shape = line.split()
    if not name.startswith(added):
        tensors[name.replace("clip_image_encoder.", "cond_stage_model.")] = 0.1 * torch.randn([int(n) for n in shape])
torch.save({"global_step": 165000, "state_dict": tensors}, sys.argv[2])
)PYTHON");
  const std::string command = python + " " + (folder / "save.py").string() + " " + (folder / "list.txt").string() +
                              " " + (folder / name).string();
  return std::system(command.c_str()) == 0;
}

}  // namespace syncdreamer
