#include "train/stage.h"

#include <ATen/ATen.h>

#include <limits>

namespace syncdreamer {

std::unique_ptr<Stage> make_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  if (options.stage == TrainStage::autoencoder) return make_autoencoder_stage(options, model);
  if (options.stage == TrainStage::geometry) return make_geometry_stage(options, model);
  if (options.stage == TrainStage::elevation) return make_elevation_stage(options, model);
  return make_diffusion_stage(options, model);
}

at::Tensor normal_noise(const at::Tensor& like, at::Generator& generator) {
  if (!like.is_cuda()) return at::randn(like.sizes(), generator, at::kFloat).to(like.device());
  at::Generator there = at::globalContext().defaultGenerator(like.device());
  const at::Tensor seed = at::randint(std::numeric_limits<std::int64_t>::max(), {1}, generator, at::kLong);
  there.set_current_seed(static_cast<std::uint64_t>(seed.item<std::int64_t>()));
  return at::randn(like.sizes(), there, like.options().dtype(at::kFloat));
}

double mean_psnr(const at::Tensor& pictures, const at::Tensor& truth) {
  const at::Tensor error = (pictures - truth).square().flatten(1).mean({1});
  return (-10 * error.clamp_min(kLeastError).log10()).mean().item<double>();
}

}  // namespace syncdreamer
