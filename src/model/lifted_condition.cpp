#include "model/lifted_condition.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "nn/autocast.h"

namespace syncdreamer {
namespace {

/// Of pictures that are encoded together: the encoder's first maps take some hundred times the memory of a picture.
constexpr std::int64_t kPixelsAtOnce = std::int64_t{16} * 128 * 128;

// Opacities of a draft: up to the first a pixel is white, from the second on it is as it was decoded.
constexpr double kEmpty = 0.02, kFilled = 0.06;

}  // namespace

at::Tensor spatial_features(const MultiviewDiffusion& model, const LiftedVolume& volume) {
  const at::NoGradGuard no_grad;
  const std::int64_t side = model.options().spatial_volume.volume_size;
  return at::adaptive_avg_pool3d(volume.features, {side, side, side});
}

at::Tensor encode_drafts(MultiviewDiffusion& model, const at::Tensor& drafts) {
  const at::NoGradGuard no_grad;
  check(drafts.dim() == 5 && drafts.size(2) == 4, "encode_drafts: drafts are [B, K, 4, S, S]");
  const at::Tensor latents = encode_pictures(model, drafts.slice(2, 0, 3) * 2 - 1);
  const at::Tensor opacity = at::adaptive_avg_pool2d(drafts.slice(2, 3, 4).flatten(0, 1), latents.sizes().slice(3));
  return at::cat({latents, opacity.unflatten(0, {drafts.size(0), drafts.size(1)})}, 2);
}

Lift lift(MultiviewDiffusion& model, const at::Tensor& pictures, const at::Tensor& elevation,
          const at::Tensor& cam_from_world) {
  const at::NoGradGuard no_grad;
  Lift lifted;
  lifted.volume = model.lifted_volume->forward(pictures, elevation);
  lifted.drafts = model.lifted_volume->render(lifted.volume, cam_from_world, static_cast<int>(pictures.size(-1)));
  lifted.features = spatial_features(model, lifted.volume);
  lifted.draft_latents = encode_drafts(model, lifted.drafts);
  return lifted;
}

PictureCondition condition_on(MultiviewDiffusion& model, const InputPictures& input, const TargetViews& views,
                              const NoiseSource& noise) {
  const at::NoGradGuard no_grad;
  const at::Tensor &pictures = input.pictures, &elevation = input.elevation;
  check(pictures.dim() == 4 && pictures.size(1) == 4, "condition_on: pictures are [B, 4, S, S]");
  const auto for_samples = [&](const at::Tensor& x) { return x.repeat_interleave(input.samples, 0); };
  const std::int64_t batch = pictures.size(0), side = model.options().latent_size();
  const at::Tensor posterior_noise = noise({batch * input.samples, model.options().latent_channels(), side, side});
  const InputCondition encoded = model.encode_input(pictures.slice(1, 0, 3) * 2 - 1, elevation, posterior_noise);
  if (!model.lifted_volume) return {model.condition(encoded, views), {}, {}};
  const at::Tensor poses = views.cameras.cam_from_world.unsqueeze(0).expand({batch, -1, -1, -1});
  const Lift lifted = lift(model, pictures, elevation, poses);
  return {model.condition(encoded, views, for_samples(lifted.features), for_samples(lifted.draft_latents)),
          for_samples(lifted.drafts), for_samples(model.lifted_volume->occupancy(lifted.volume))};
}

at::Tensor starting_latents(const MultiviewDiffusion& model, const MultiviewCondition& condition,
                            const at::Tensor& noise, std::int64_t timestep) {
  const double deviation = model.options().draft_deviation;
  const at::Tensor here = noise.to(model.device());
  if (deviation == 0 || !condition.drafts.defined()) return here;
  const double a = model.schedule().alphas_cumprod[timestep].item<double>();
  const at::Tensor drafts = condition.drafts.slice(2, 0, model.options().latent_channels());
  return std::sqrt(a) * drafts + std::sqrt(1 - a + a * deviation * deviation) * here;
}

PictureCondition without_drafts(PictureCondition condition) {
  at::Tensor& drafts = condition.condition.drafts;
  if (drafts.defined()) drafts = at::zeros_like(drafts);
  condition.drafts = at::Tensor();
  return condition;
}

at::Tensor decode_on_white(MultiviewDiffusion& model, const at::Tensor& latents, const at::Tensor& drafts,
                           std::int64_t views_per_batch) {
  const at::NoGradGuard no_grad;
  const at::Tensor pictures = model.decode_views(latents, views_per_batch);
  if (!drafts.defined()) return pictures;
  const at::Tensor nearby = at::max_pool2d(drafts.slice(2, 3, 4).flatten(0, 1), 3, 1, 1);  // what a pixel is next to
  const at::Tensor kept = ((nearby - kEmpty) / (kFilled - kEmpty)).clamp(0, 1).view_as(drafts.slice(2, 3, 4));
  return 1 - (1 - pictures) * kept;
}

std::int64_t pictures_encoded_at_once(std::int64_t side) {
  return std::max<std::int64_t>(1, kPixelsAtOnce / (side * side));
}

at::Tensor encode_pictures(MultiviewDiffusion& model, const at::Tensor& pictures) {
  const at::NoGradGuard no_grad;
  const Autocast none(kNoAutocast);  // losses are measured by these latents
  std::vector<at::Tensor> means;
  for (const at::Tensor& part : pictures.flatten(0, 1).split(pictures_encoded_at_once(pictures.size(-1)))) {
    means.push_back(model.first_stage_model->encode(part).mean);
  }
  const at::Tensor scaled = at::cat(means) * model.options().autoencoder.scale_factor;
  return scaled.unflatten(0, {pictures.size(0), pictures.size(1)});
}

}  // namespace syncdreamer
