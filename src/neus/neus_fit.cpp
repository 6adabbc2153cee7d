#include "neus/neus_fit.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/duration_text.h"
#include "core/error.h"
#include "core/random.h"
#include "core/stopwatch.h"

namespace syncdreamer {
namespace {

constexpr int kMaxUndone = 8;
constexpr double kWarmupStart = 0.02;
constexpr double kLongFitSeconds = 60;

// The numbers of the rays that see something else than white, or, of an object that is nearly all white, of those
// within its masks.
at::Tensor rays_on_object(const RayBatch& rays) {
  constexpr std::int64_t kMostWhite = 10;  // rays within the masks for one that sees a colour
  const at::Tensor colored = (rays.colors < 1).any(1).nonzero().squeeze(1);
  const at::Tensor masked = (rays.masks.squeeze(1) > 0.5).nonzero().squeeze(1);
  return masked.numel() > kMostWhite * colored.numel() ? masked : colored;
}

void check_options(const NeusFitOptions& options) {
  check(options.rays_at_once >= 1, "NeusFit: rays_at_once must be at least 1");
  check(options.decay_every >= 1, "NeusFit: decay_every must be at least 1");
  check(options.num_random_rays >= 0 && options.num_object_rays >= 0 &&
            options.num_random_rays + options.num_object_rays >= 1,
        "NeusFit: a step needs at least one ray");
}

}  // namespace

double neus_learning_rate(const NeusFitOptions& options, std::int64_t step) {
  const double warmup =
      static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, options.warmup_steps));
  const double scale = step < options.warmup_steps ? kWarmupStart + (1 - kWarmupStart) * warmup : 1;
  return options.learning_rate * scale * std::pow(options.decay, step / options.decay_every);
}

NeusFit::NeusFit(NeusRenderer& renderer, const std::vector<ReconstructionView>& views, const NeusFitOptions& options)
    : renderer_(renderer),
      options_(options),
      rays_(rays_of_views(views)),
      object_rays_(rays_on_object(rays_)),
      generator_(at::detail::createCPUGenerator(generator_seed(options.seed))) {
  check_options(options);
  if (object_rays_.numel() == 0)
    throw InputError("the pictures show nothing: all their pixels are white, and no mask covers any");
  rays_ = rays_.to(renderer.deviation_network->variance.device());
  state_.parameters = renderer.parameters();
  for (const at::Tensor& parameter : state_.parameters) state_.moments.push_back(zero_moments(parameter));
  before_ = copy_state();
}

RayBatch NeusFit::draw_rays() {
  const at::Tensor anywhere = at::randint(0, rays_.size(), {options_.num_random_rays}, generator_, at::kLong);
  const at::Tensor chosen = at::randint(0, object_rays_.numel(), {options_.num_object_rays}, generator_, at::kLong);
  const at::Tensor numbers = at::cat({anywhere, object_rays_.index_select(0, chosen)});
  return rays_.select(numbers.to(rays_.origins.device()));
}

std::optional<double> NeusFit::accumulate_gradients(const RayBatch& batch, const Reporter& reporter) {
  const at::Tensor shifts = at::rand({batch.size(), 1}, generator_, at::kFloat).to(batch.origins.device());
  std::vector<RayBatch> parts;
  std::vector<RaySamples> samples;
  NeusLossTotals totals;
  for (std::int64_t first = 0; first < batch.size(); first += options_.rays_at_once) {
    const std::int64_t count = std::min(options_.rays_at_once, batch.size() - first);
    const RayBatch& part = parts.emplace_back(batch.part(first, count));
    const at::Tensor depths = renderer_.sample_depths(part.origins, part.directions, shifts.narrow(0, first, count));
    samples.push_back(renderer_.sections(part.origins, part.directions, depths));
    const NeusLossTotals more = loss_totals(samples.back());
    totals.num_rays += more.num_rays;
    totals.num_inside += more.num_inside;
    if (reporter.is_stopped()) return std::nullopt;  // on a CPU a part of the rays takes seconds
  }
  renderer_.zero_grad();
  const double cos_anneal_ratio =
      std::min(1.0, static_cast<double>(state_.num_steps_made) /
                        static_cast<double>(std::max<std::int64_t>(1, options_.sharpening_steps)));
  double sum = 0;
  last_losses_ = {};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const RenderedRays rendered = renderer_.shade(parts[i].directions, samples[i], cos_anneal_ratio);
    const NeusLosses losses = neus_losses(rendered, parts[i], totals);
    const at::Tensor loss = losses.total(options_.loss);
    loss.backward();
    // One copy, for which a GPU is waited for.
    const at::Tensor terms = at::stack({losses.rendering, losses.mask, losses.eikonal, loss}).detach().cpu();
    for (std::size_t k = 0; k < last_losses_.size(); ++k) last_losses_[k] += terms[k].item<double>();
    sum += terms[3].item<double>();
    if (reporter.is_stopped()) return std::nullopt;
  }
  return sum;
}

std::optional<double> NeusFit::step(const Reporter& reporter) {
  const std::optional<double> loss = accumulate_gradients(draw_rays(), reporter);
  if (!loss) return std::nullopt;
  if (!std::isfinite(*loss)) {
    undo_step();
    return loss;
  }
  before_ = copy_state();
  const double learning_rate = learning_rate_scale_ * neus_learning_rate(options_, state_.num_steps_made);
  ++state_.num_steps_made;
  adamw_step(state_.parameters, state_.moments, {}, learning_rate, state_.num_steps_made);
  return loss;
}

NeusFit::State NeusFit::copy_state() const {
  State copy{{}, {}, state_.num_steps_made};
  for (const at::Tensor& parameter : state_.parameters) copy.parameters.push_back(parameter.detach().clone());
  for (const auto& [mean, square] : state_.moments) copy.moments.push_back({mean.clone(), square.clone()});
  return copy;
}

void NeusFit::undo_step() {
  if (++num_undone_ > kMaxUndone) {
    throw InputError("the NeuS reconstruction fails: its loss is not a finite number even at a learning rate " +
                     std::to_string(1 << kMaxUndone) + " times smaller; check the cameras and the pictures");
  }
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < state_.parameters.size(); ++i) {
    state_.parameters[i].copy_(before_.parameters[i]);
    state_.moments[i].mean.copy_(before_.moments[i].mean);
    state_.moments[i].square.copy_(before_.moments[i].square);
  }
  state_.num_steps_made = before_.num_steps_made;
  learning_rate_scale_ /= 2;
}

double NeusFit::estimate_seconds() {
  const std::int64_t rays_a_step = options_.num_random_rays + options_.num_object_rays;
  const std::int64_t probed = std::min(options_.rays_at_once, rays_a_step);
  const at::Generator generator = generator_.clone();
  const RayBatch probe = draw_rays().part(0, probed);
  accumulate_gradients(probe, {});  // the first time takes longer
  const Stopwatch stopwatch;
  accumulate_gradients(probe, {});
  const double seconds = stopwatch.seconds();
  generator_ = generator;
  return seconds / static_cast<double>(probed) * static_cast<double>(rays_a_step * options_.num_steps);
}

bool NeusFit::run(const Reporter& reporter) {
  const double seconds = estimate_seconds();
  if (seconds > kLongFitSeconds) reporter.warn("NeuS takes about " + duration_text(seconds) + " on this device");
  while (state_.num_steps_made < options_.num_steps) {
    if (!step(reporter)) return false;
    reporter.progress("neus", state_.num_steps_made, options_.num_steps);
    if (reporter.is_stopped()) return false;
  }
  return true;
}

}  // namespace syncdreamer
