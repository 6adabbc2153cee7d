#include "pipeline/sampling_preset.h"

namespace syncdreamer {

void apply_preset(SamplingPreset preset, GenerateOptions& options) {
  const SamplingOptions released{.last_timestep = options.sampling.last_timestep};
  options.sampling = released;
  options.guidance_interval = kAllTimesteps;
  options.volume_interval = 1;
  if (preset == SamplingPreset::quality) return;
  options.sampling.method = SamplingMethod::unipc;
  options.sampling.spacing = TimestepSpacing::trailing;
  options.sampling.num_steps = 20;
  if (preset == SamplingPreset::balanced) return;
  options.sampling.num_steps = 10;
  options.guidance_interval = {300, kAllTimesteps[1]};
}

}  // namespace syncdreamer
