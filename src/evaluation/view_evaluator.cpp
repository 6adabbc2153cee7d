#include "evaluation/view_evaluator.h"

#include <ATen/ATen.h>

#include <cmath>
#include <string>

#include "core/error.h"
#include "core/random.h"
#include "geometry/camera.h"
#include "image/image_tensor.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "model/lifted_condition.h"
#include "pipeline/latent_sampling.h"
#include "pipeline/model_file.h"

namespace syncdreamer {
namespace {

RgbPlanes planes(const at::Tensor& picture) {  // [3, S, S] in [0, 1]
  const at::Tensor values = picture.to(at::kCPU, at::kFloat).contiguous();
  RgbPlanes result{static_cast<int>(values.size(2)), static_cast<int>(values.size(1)), {}};
  result.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  return result;
}

/// \param input  `[4, S, S]`, see PosedObject.
ReconstructionView posed_picture(const at::Tensor& input, double elevation) {
  return {camera_at({.elevation = elevation}, static_cast<int>(input.size(1))),
          pictures_of_colors(input.slice(0, 0, 3).unsqueeze(0)).front(), opacities_of(input.unsqueeze(0)).front()};
}

/// What is known of an object before any view of it is made.
EvaluatedObject unpredicted(const HeldOutObject& held_out, const PosedObject& posed) {
  const std::string& uid = held_out.place.uid;
  EvaluatedObject object{held_out.place,
                         {uid, held_out.made_up, {}, {}, {}, {}},
                         posed.input.slice(0, 0, 3),
                         posed.targets.slice(1, 0, 3),
                         opacities_of(posed.targets),
                         {uid, posed.viewpoints, {}},
                         posed.input_azimuth};
  object.pictures.by_method[ViewMethod::true_views] = pictures_of_colors(object.truth);
  return object;
}

/// That of what the model makes by itself.
ViewMethod own_method(const MultiviewDiffusionOptions& model, bool has_drafts) {
  if (model.synchronized) return ViewMethod::synchronized;
  return has_drafts ? ViewMethod::independent_with_draft : ViewMethod::independent;
}

void check_views(const MultiviewDiffusionOptions& model, const PosedObject& object, const std::string& uid) {
  const auto found = static_cast<std::int64_t>(object.viewpoints.size());
  if (!model.can_make_views(found)) {
    throw InputError(uid + ": found " + std::to_string(found) + " views, expected the " +
                     std::to_string(model.num_views) + " that the model was made for");
  }
}

}  // namespace

std::vector<ReconstructionView> EvaluatedObject::views(ViewMethod method) const {
  std::vector<ReconstructionView> views = make_views(pictures.by_method.at(method), pictures.viewpoints);
  if (method == ViewMethod::true_views) {
    for (std::size_t k = 0; k < views.size(); ++k) views[k].mask = true_masks[k];
  } else if (method != ViewMethod::independent) {
    limit_to_opacities(views, opacities);
  }
  return views;
}

ViewFigures compare_views(const at::Tensor& truth, const at::Tensor& predicted) {
  const at::Tensor pictures = predicted.expand_as(truth);
  const std::int64_t num_views = truth.size(0);
  ViewFigures sum;
  for (std::int64_t k = 0; k < num_views; ++k) {
    const RgbPlanes expected = planes(truth[k]), found = planes(pictures[k]);
    sum.psnr += psnr(expected, found);
    sum.ssim += ssim(expected, found);
  }
  return {sum.psnr / static_cast<double>(num_views), sum.ssim / static_cast<double>(num_views)};
}

std::vector<Image> pictures_of_colors(const at::Tensor& colors) {
  constexpr double kHalfLevel = 1.0 / 255;  // of 2
  return images_from_tensor(colors * 2 - 1 + kHalfLevel);
}

ViewEvaluator::ViewEvaluator(MultiviewDiffusion& model, const EvaluateModelOptions& options, const Reporter& reporter)
    : model_(model), options_(options), reporter_(reporter) {
  if (options.estimated_elevation) elevation_net_ = elevation_net_for(model);
}

std::optional<EvaluatedObject> ViewEvaluator::evaluate(const HeldOutObject& held_out) const {
  const at::NoGradGuard no_grad;
  const MultiviewDiffusionOptions& model = model_.options();
  const PosedObject posed = read_posed_object(held_out.place, static_cast<int>(model.image_size));
  check_views(model, posed, held_out.place.uid);
  EvaluatedObject object = unpredicted(held_out, posed);
  const TargetViews views = model_.target_views(view_cameras(posed.viewpoints, model.image_size).to(model_.device()));
  const std::uint64_t seed = mix_bits(options_.seed ^ fnv1a_64(held_out.place.uid)) >> 1;
  const at::Tensor picture = posed.input.unsqueeze(0).to(model_.device());
  at::Tensor elevation = at::full({1}, posed.input_elevation, picture.options());
  if (elevation_net_) {
    elevation = elevation_net_->estimate(picture).mean;
    object.figures.elevation_error_deg = degrees(std::abs(elevation.item<double>() - posed.input_elevation));
  }
  const PictureCondition input = condition_on(model_, {picture, elevation}, views, gaussian_noise(seed));
  const bool has_drafts = input.drafts.defined();
  const auto keep = [&](ViewMethod method, const at::Tensor& pictures) {
    object.pictures.by_method[method] = images_from_tensor(pictures * 2 - 1);
    object.figures.by_method[method] = compare_views(object.truth, pictures);
  };
  const auto add = [&](ViewMethod method, const PictureCondition& condition) {
    const bool independent = method != ViewMethod::synchronized;
    const std::optional<at::Tensor> pictures = generate(condition, independent, seed + 1);
    if (pictures) keep(method, *pictures);
    return pictures.has_value();
  };
  object.own = own_method(model, has_drafts);
  if (!add(object.own, input)) return std::nullopt;
  const bool alone = options_.independent && model.synchronized;
  if (alone && !add(ViewMethod::independent, without_drafts(input))) return std::nullopt;
  if (!has_drafts) return object;
  object.source.occupancy = grid_of_volume(input.occupancy[0]);
  object.source.picture = posed_picture(posed.input, elevation.item<double>());
  object.opacities = opacities_of(input.drafts[0]);
  if (alone && !add(ViewMethod::independent_with_draft, input)) return std::nullopt;
  keep(ViewMethod::draft, input.drafts[0].slice(1, 0, 3).clamp(0, 1).cpu());
  return object;
}

/// `[N, 3, S, S]` in [0, 1], on the CPU. The same seed gives all ways of generating the same noise.
std::optional<at::Tensor> ViewEvaluator::generate(const PictureCondition& input, bool independent,
                                                  std::uint64_t seed) const {
  const MultiviewDiffusionOptions& model = model_.options();
  const LatentSampling how{options_.sampling,
                           options_.temperature,
                           {.guidance = {guidance_of(model, options_.guidance)},
                            .views_per_batch = options_.views_per_batch,
                            .independent = independent}};
  const auto observe = [&](const SamplingProgress&) { return !reporter_.is_stopped(); };
  const auto latents = sample_latents(model_, input.condition, how, gaussian_noise(seed), observe);
  if (!latents) return std::nullopt;
  return (decode_on_white(model_, *latents, input.drafts)[0].clamp(-1, 1).cpu() + 1) / 2;
}

}  // namespace syncdreamer
