#include "model/multiview_diffusion.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/error.h"
#include "geometry/camera.h"
#include "model/viewpoint_embedding.h"
#include "nn/autocast.h"
#include "nn/timestep_embedding.h"

namespace syncdreamer {
namespace {

const MultiviewDiffusionOptions& checked(const MultiviewDiffusionOptions& options) {
  options.check_consistency();
  return options;
}

SpatialVolume::Dimensions volume_dimensions(const MultiviewDiffusionOptions& options) {
  return {.num_views = options.num_views,
          .latent_channels = options.latent_channels(),
          .latent_size = options.latent_size(),
          .time_embed_dim = options.time_embed_dim};
}

// Of the input's latent, in predictions without the other views: as HarmonyView's program has it.
constexpr double kLatentWithoutViews = 4;

// Rows repeated for the unconditional half, which keeps them.
at::Tensor twice(const at::Tensor& tensor) {
  return at::cat({tensor, tensor});
}

// Rows followed by zeros for the unconditional half, which goes without them.
at::Tensor and_zeros(const at::Tensor& tensor) {
  return at::cat({tensor, at::zeros_like(tensor)});
}

void drop_conditions_of(NoisyViews& views, const ConditionDrop& drop) {
  views.context = zero_where(views.context, drop.context);
  views.input_latent = zero_where(views.input_latent, drop.input_latent);
  if (views.drafts.defined()) views.drafts = zero_where(views.drafts, drop.input_latent);
  if (!views.volumes) return;
  const at::Tensor dropped = drop.volume.repeat_interleave(views.x.size(1), 0);
  for (at::Tensor& level : *views.volumes) level = zero_where(level, dropped);
}

}  // namespace

at::Tensor pick_views(const at::Tensor& values, const at::Tensor& indices) {
  const at::Tensor rows = at::arange(values.size(0), indices.options()).unsqueeze(1);
  return values.index({rows, indices});
}

bool DenoiseOptions::guides(std::int64_t timestep) const {
  return guidance.num_evaluations() > 1 && timestep >= guidance_interval[0] && timestep <= guidance_interval[1];
}

MultiviewUNet::MultiviewUNet(const UNetOptions& options)
    : diffusion_model(register_module("diffusion_model", std::make_shared<DepthWiseUNet>(options))) {}

MultiviewDiffusion::MultiviewDiffusion(const MultiviewDiffusionOptions& options)
    : options_(checked(options)), schedule_(options.schedule) {
  register_buffers();
  time_embed = register_module("time_embed", make_time_embed(options.time_embed_dim, options.time_embed_dim));
  first_stage_model = register_module("first_stage_model", std::make_shared<AutoencoderKL>(options.autoencoder));
  clip_image_encoder = register_module("clip_image_encoder", std::make_shared<ClipImageEncoder>(options.clip));
  cc_projection = register_module(
      "cc_projection", std::make_shared<Linear>(options.clip.output_dim + kViewpointDim, options.unet.context_dim));
  spatial_volume = register_module("spatial_volume",
                                   std::make_shared<SpatialVolume>(options.spatial_volume, volume_dimensions(options)));
  model = register_module("model", std::make_shared<MultiviewUNet>(options.unet));
  if (options.lifted_volume.enabled) {
    lifted_volume = register_module("lifted_volume", std::make_shared<LiftedVolumeNet>(options.lifted_volume));
  }
  if (options.elevation_net.enabled) {
    elevation_net = register_module("elevation_net", std::make_shared<ElevationNet>(options.elevation_net));
  }
}

void MultiviewDiffusion::register_buffers() {
  register_buffer("betas", schedule_.betas);
  register_buffer("alphas", schedule_.alphas);
  register_buffer("alphas_cumprod", schedule_.alphas_cumprod);
  register_buffer("sqrt_alphas_cumprod", schedule_.sqrt_alphas_cumprod);
  register_buffer("sqrt_one_minus_alphas_cumprod", schedule_.sqrt_one_minus_alphas_cumprod);
  register_buffer("posterior_variance", schedule_.posterior_variance);
  register_buffer("posterior_log_variance_clipped", schedule_.posterior_log_variance_clipped);
  const ViewCameras ring = view_cameras(
      viewpoint_ring(static_cast<int>(options_.num_views), options_.view_elevation_deg), options_.image_size);
  poses_ = register_buffer("poses", ring.cam_from_world);
  intrinsics_ = register_buffer("Ks", ring.intrinsics);
  azimuth_ = register_buffer("azimuth", ring.azimuth);
}

void MultiviewDiffusion::observe_parts(const PartObserver& observer) {
  on_part_used_ = model->diffusion_model->on_part_used = observer;
}

void MultiviewDiffusion::place(at::Device device, at::ScalarType step_type) {
  model->to(device, step_type);
  spatial_volume->to(device, step_type);
  to(device);
}

void MultiviewDiffusion::used(const torch::nn::Module& part) const {
  if (on_part_used_) on_part_used_(part);
}

InputCondition MultiviewDiffusion::encode_input(const at::Tensor& pictures, const at::Tensor& elevation,
                                                const at::Tensor& posterior_noise) {
  const std::int64_t size = options_.image_size;
  check(pictures.dim() == 4 && pictures.size(1) == 3 && pictures.size(2) == size && pictures.size(3) == size,
        "encode_input: pictures are [B, 3, S, S] with the model's image_size");
  check(elevation.dim() == 1 && elevation.size(0) == pictures.size(0), "encode_input: one elevation a picture");
  check(posterior_noise.size(0) % pictures.size(0) == 0, "encode_input: noise for as many samples of each picture");
  const std::int64_t samples = posterior_noise.size(0) / pictures.size(0);
  InputCondition input{
      .clip_embedding = clip_image_encoder->forward(pictures).repeat_interleave(samples, 0),
      .input_latent = {},
      .elevation = elevation.to(pictures.device(), pictures.scalar_type()).repeat_interleave(samples, 0)};
  used(*clip_image_encoder);
  input.input_latent = first_stage_model->encode_scaled(pictures, posterior_noise.to(pictures.device()));
  used(*first_stage_model->encoder);
  return input;
}

ViewCameras MultiviewDiffusion::ring_cameras() const {
  return {poses_, intrinsics_, azimuth_, at::full_like(azimuth_, radians(options_.view_elevation_deg)),
          options_.image_size};
}

TargetViews MultiviewDiffusion::target_views(const ViewCameras& cameras) const {
  const at::NoGradGuard no_grad;
  const Autocast none(kNoAutocast);  // places must be exact to a fraction of a pixel
  return {cameras, spatial_volume->grids(cameras)};
}

MultiviewCondition MultiviewDiffusion::condition(const InputCondition& input, const TargetViews& views,
                                                 const at::Tensor& lifted, const at::Tensor& drafts) const {
  check(lifted.defined() == (options_.spatial_volume.extra_channels > 0), "condition: lifted features as declared");
  check(drafts.defined() == (options_.draft_channels > 0), "condition: drafts as declared");
  return {input, views, viewpoint_embedding(input.elevation, views.cameras), lifted, drafts};
}

at::Tensor MultiviewDiffusion::embed_time(const at::Tensor& timesteps) {
  return time_embed->forward(timestep_embedding(timesteps, options_.time_embed_dim));
}

at::Tensor MultiviewDiffusion::view_context(const at::Tensor& clip_embedding, const at::Tensor& viewpoints) {
  const at::Tensor tokens = clip_embedding.expand({-1, viewpoints.size(1), -1});
  return cc_projection->forward(at::cat({tokens, viewpoints}, -1));
}

at::Tensor MultiviewDiffusion::build_volume(const at::Tensor& x, const at::Tensor& t_embed,
                                            const MultiviewCondition& condition) {
  at::Tensor volume =
      spatial_volume->forward(x, t_embed, condition.viewpoints, condition.views.grids, condition.lifted);
  used(*spatial_volume->spatial_volume_feats);
  return volume;
}

VolumePyramid MultiviewDiffusion::frustum_volumes(const at::Tensor& volume, const at::Tensor& t_embed,
                                                  const at::Tensor& indices, const MultiviewCondition& condition) {
  VolumePyramid volumes = spatial_volume->frustum_volumes(volume, t_embed, pick_views(condition.viewpoints, indices),
                                                          indices, condition.views.grids);
  used(*spatial_volume->frustum_volume_feats);
  return volumes;
}

// What is concatenated to the noisy latents, [B K, C, h, h].
at::Tensor MultiviewDiffusion::join_channels(const NoisyViews& views) const {
  const std::int64_t num_views = views.x.size(1);
  // Checkpoint quirk: Zero123 was trained with the input's latent not scaled.
  const double scale = options_.unscale_input_latent ? options_.autoencoder.scale_factor : 1;
  const at::Tensor latent = (views.input_latent / scale).repeat_interleave(num_views, 0);
  return views.drafts.defined() ? at::cat({latent, views.drafts.flatten(0, 1)}, 1) : latent;
}

// With a draft d of the clean latent, known to a deviation s, the best linear guess from x = alpha x0 + sigma e is
// d + alpha s^2 / D (x - alpha d) with D = alpha^2 s^2 + sigma^2, and its error has deviation s sigma / sqrt(D). The
// network gives that error in units of its deviation (as Karras et al. 2022 without a draft), so that before any
// training the prediction is the best linear one. Here all is expressed as v.
at::Tensor MultiviewDiffusion::complete_prediction(const at::Tensor& output, const at::Tensor& x,
                                                   const at::Tensor& concatenated, const at::Tensor& timesteps) const {
  const double s = options_.draft_deviation;
  if (s == 0) return output;
  const std::int64_t channels = options_.latent_channels();
  const at::Tensor draft = concatenated.slice(1, channels, 2 * channels);  // the input's latent comes first
  const at::Tensor alpha = at_timesteps(schedule_.sqrt_alphas_cumprod, timesteps, x);
  const at::Tensor sigma = at_timesteps(schedule_.sqrt_one_minus_alphas_cumprod, timesteps, x);
  const at::Tensor variance = alpha.square() * (s * s) + sigma.square();
  const at::Tensor linear = sigma * (alpha * (1 - s * s) / variance * (x - alpha * draft) - draft);
  return linear - s / variance.sqrt() * output;
}

at::Tensor MultiviewDiffusion::predict_views(const NoisyViews& views, const Guidance& guidance) {
  check(views.x.dim() == 5, "predict_views: x is [B, K, C, h, h]");
  const std::int64_t batch = views.x.size(0), num_views = views.x.size(1);
  const at::Tensor x = views.x.flatten(0, 1);                                    // [B K, C, h, h]
  const at::Tensor timesteps = views.timesteps.repeat_interleave(num_views, 0);  // [B K]
  const at::Tensor context = views.context.flatten(0, 1).unsqueeze(1);           // [B K, 1, context_dim]
  const at::Tensor concatenated = join_channels(views);
  // The volumes have B K rows: of twice as many, the network takes them as zero in the second half.
  const auto predict = [&](const at::Tensor& noisy, const at::Tensor& joined, const at::Tensor& times,
                           const at::Tensor& tokens) {
    const at::Tensor output =
        model->diffusion_model->forward(at::cat({noisy, joined}, 1), times, tokens, views.volumes);
    return complete_prediction(output, noisy, joined, times);
  };
  at::Tensor output;
  if (guidance.is_decomposed()) {
    at::Tensor stronger = concatenated.clone();
    stronger.narrow(1, 0, options_.latent_channels()) *= kLatentWithoutViews;
    const auto halves = predict(twice(x), at::cat({concatenated, stronger}), twice(timesteps), twice(context)).chunk(2);
    const at::Tensor without_picture = predict(x, at::zeros_like(concatenated), timesteps, at::zeros_like(context));
    output = guided_by_parts(halves[0], without_picture, halves[1], guidance.decomposed);
  } else if (guidance.scale == 1) {
    output = predict(x, concatenated, timesteps, context);
  } else {
    const at::Tensor both = predict(twice(x), and_zeros(concatenated), twice(timesteps), and_zeros(context));
    output = guided(both, guidance.scale);
  }
  return output.unflatten(0, {batch, num_views});
}

NoisyViews MultiviewDiffusion::noisy_views(const at::Tensor& x, const at::Tensor& timesteps,
                                           const MultiviewCondition& condition, std::int64_t first,
                                           std::int64_t count) {
  const auto some = [&](const at::Tensor& all) { return all.defined() ? all.narrow(1, first, count) : all; };
  return {.x = some(x),
          .timesteps = timesteps,
          .context = view_context(condition.input.clip_embedding, some(condition.viewpoints)),
          .input_latent = condition.input.input_latent,
          .drafts = some(condition.drafts),
          .volumes = {}};
}

at::Tensor MultiviewDiffusion::denoise_all_views(const at::Tensor& x, const at::Tensor& timesteps,
                                                 const MultiviewCondition& condition, const DenoiseOptions& options,
                                                 std::vector<VolumePyramid>* kept) {
  const at::NoGradGuard no_grad;
  if (options.views_per_batch < 1) throw InputError("views_per_batch: expected at least 1");
  const std::int64_t batch = x.size(0), num_views = x.size(1);
  const bool makes_volumes = !options.independent && (kept == nullptr || kept->empty());
  at::Tensor t_embed, volume;
  if (makes_volumes) {
    t_embed = embed_time(timesteps);
    volume = build_volume(x, t_embed, condition);
  }
  std::vector<at::Tensor> outputs;
  for (std::int64_t first = 0; first < num_views; first += options.views_per_batch) {
    const std::int64_t count = std::min(options.views_per_batch, num_views - first);
    NoisyViews views = noisy_views(x, timesteps, condition, first, count);
    if (makes_volumes) {
      const at::Tensor indices = at::arange(first, first + count, timesteps.options()).expand({batch, count});
      views.volumes = frustum_volumes(volume, t_embed, indices, condition);
      if (kept != nullptr) kept->push_back(*views.volumes);
    } else if (!options.independent) {
      views.volumes = kept->at(outputs.size());
    }
    outputs.push_back(predict_views(views, options.guidance));
  }
  return at::cat(outputs, 1);
}

Denoiser MultiviewDiffusion::denoiser(const MultiviewCondition& condition, const DenoiseOptions& options) {
  if (options.volume_interval < 1) throw InputError("volume_interval: expected at least 1");
  const auto volumes = std::make_shared<std::vector<VolumePyramid>>();
  return [this, condition, options, volumes](const at::Tensor& x, std::int64_t timestep, std::int64_t step) {
    const at::Tensor timesteps = at::full({x.size(0)}, timestep, x.options().dtype(at::kLong));
    DenoiseOptions now = options;
    if (!options.guides(timestep)) now.guidance = {};
    if (step % options.volume_interval == 0) volumes->clear();
    return denoise_all_views(x, timesteps, condition, now, options.volume_interval > 1 ? volumes.get() : nullptr);
  };
}

at::Tensor MultiviewDiffusion::training_loss(const MultiviewTrainingBatch& batch) {
  const MultiviewCondition& condition = batch.condition;
  const at::Tensor& indices = batch.target_indices;
  const auto of_targets = [&](const at::Tensor& x) { return batch.independent ? x : pick_views(x, indices); };
  const at::Tensor x = add_noise(schedule_, batch.latents, batch.timesteps, batch.noise);
  std::optional<VolumePyramid> volumes;
  if (!batch.independent) {
    const at::Tensor t_embed = embed_time(batch.timesteps);
    volumes = frustum_volumes(build_volume(x, t_embed, condition), t_embed, indices, condition);
  }
  NoisyViews views{.x = of_targets(x),
                   .timesteps = batch.timesteps,
                   .context = view_context(condition.input.clip_embedding, pick_views(condition.viewpoints, indices)),
                   .input_latent = condition.input.input_latent,
                   .drafts = condition.drafts,
                   .volumes = std::move(volumes)};
  if (batch.drop) drop_conditions_of(views, *batch.drop);
  const at::Tensor target = prediction_target(schedule_, options_.prediction, of_targets(batch.latents),
                                              batch.timesteps, of_targets(batch.noise));
  return at::mse_loss(predict_views(views), target);
}

at::Tensor MultiviewDiffusion::decode_views(const at::Tensor& latents, std::int64_t views_per_batch) {
  const at::NoGradGuard no_grad;
  check(latents.dim() == 5 && views_per_batch > 0, "decode_views: latents are [B, N, C, h, h]");
  std::vector<at::Tensor> pictures;
  for (const at::Tensor& some : latents.flatten(0, 1).split(views_per_batch)) {
    pictures.push_back(first_stage_model->decode_scaled(some));
  }
  used(*first_stage_model->decoder);
  return at::cat(pictures).unflatten(0, {latents.size(0), latents.size(1)});
}

}  // namespace syncdreamer
