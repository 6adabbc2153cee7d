#include "train/stage.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/error.h"
#include "core/option_range.h"

namespace syncdreamer {

std::unique_ptr<Stage> make_stage(const TrainOptions& options, MultiviewDiffusion& model) {
  switch (options.stage) {
    case TrainStage::autoencoder:
      return make_autoencoder_stage(options, model);
    case TrainStage::geometry:
      return make_geometry_stage(options, model);
    case TrainStage::elevation:
      return make_elevation_stage(options, model);
    case TrainStage::backbone:
    case TrainStage::synchronized:
      return make_diffusion_stage(options, model);
  }
  throw std::logic_error("make_stage: no such stage");
}

void Stage::check_data(const MultiviewDataset& data, const Reporter& reporter) const {
  const std::vector<std::string> names = data.names();
  const auto check_object = [&](std::int64_t object) {
    for (const Viewpoint& viewpoint : data.input_viewpoints(object))
      check_input(names[static_cast<std::size_t>(object)], viewpoint);
  };
  const std::int64_t held = data.num_held();
  for (std::int64_t object = 0; object < held; ++object) check_object(object);
  for_each_object("reading cameras", data.size() - held, reporter, [&](std::int64_t i) { check_object(held + i); });
}

void Stage::check_input(const std::string& name, const Viewpoint& viewpoint) const {
  if (std::abs(viewpoint.distance - kRingDistance) < 1e-3) return;
  throw InputError("found an input picture of " + name + " from a distance of " + number_text(viewpoint.distance) +
                   " object units, expected 1.5 in all stages but elevation");
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
