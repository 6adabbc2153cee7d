#include "neus/neus_renderer.h"

#include <cmath>
#include <numbers>
#include <tuple>

#include "core/error.h"
#include "nn/linspace.h"

namespace syncdreamer {
namespace {

constexpr double kBallRadius = std::numbers::sqrt3 / 2;
constexpr double kInitialVariance = 0.3;
constexpr double kFirstInverseDeviation = 64;
constexpr double kLargestSlope = 1e3;
constexpr double kTiny = 1e-5;

// The weight of each section: its opacity times what the sections before it let through.
at::Tensor weights_of(const at::Tensor& opacities) {
  const at::Tensor passed = at::cumprod(1 - opacities + 1e-7, 1);
  const at::Tensor arriving =
      at::cat({at::ones_like(passed.narrow(1, 0, 1)), passed.narrow(1, 0, passed.size(1) - 1)}, 1);
  return opacities * arriving;
}

// The opacities of sections that begin and end at these distances, which are divided by the deviation.
at::Tensor opacities_between(const at::Tensor& first, const at::Tensor& last) {
  const at::Tensor entering = at::sigmoid(first), leaving = at::sigmoid(last);
  return (entering - leaving + kTiny) / (entering + kTiny);
}

at::Tensor points_at(const at::Tensor& origins, const at::Tensor& directions, const at::Tensor& depths) {
  return origins.unsqueeze(1) + directions.unsqueeze(1) * depths.unsqueeze(2);  // [R, S, 3]
}

// `count` depths at even quantiles of the distribution that has `weights` [R, S - 1] between `depths` [R, S].
at::Tensor quantiles(const at::Tensor& depths, const at::Tensor& weights, std::int64_t count) {
  const at::Tensor raised = weights + kTiny;
  const at::Tensor sums = at::cumsum(raised / raised.sum(1, /*keepdim=*/true), 1);
  const at::Tensor below_all = at::cat({at::zeros_like(sums.narrow(1, 0, 1)), sums}, 1);  // [R, S]
  const double half_step = 0.5 / static_cast<double>(count);
  const at::Tensor levels =
      linspace(half_step, 1 - half_step, count, depths.device()).expand({depths.size(0), count}).contiguous();
  const at::Tensor next = at::searchsorted(below_all, levels, /*out_int32=*/false, /*right=*/true);
  const at::Tensor above = next.clamp_max(depths.size(1) - 1);
  const at::Tensor below = (next - 1).clamp_min(0);
  const at::Tensor level_below = below_all.gather(1, below), depth_below = depths.gather(1, below);
  at::Tensor rise = below_all.gather(1, above) - level_below;
  rise = at::where(rise < kTiny, at::ones_like(rise), rise);
  return depth_below + (levels - level_below) / rise * (depths.gather(1, above) - depth_below);
}

}  // namespace

DeviationNetwork::DeviationNetwork() : variance(register_parameter("variance", at::scalar_tensor(kInitialVariance))) {}

at::Tensor DeviationNetwork::inverse() const {
  return (10 * variance).exp().clamp(1e-6, 1e6);
}

void DeviationNetwork::initialize(at::Generator&) {
  const at::NoGradGuard no_grad;
  variance.fill_(kInitialVariance);
}

NeusRenderer::NeusRenderer(const NeusOptions& options)
    : sdf_network(register_module("sdf_network", std::make_shared<SdfNetwork>(options.sdf))),
      color_network(
          register_module("color_network", std::make_shared<ColorNetwork>(options.sdf.num_features, options.color))),
      deviation_network(register_module("deviation_network", std::make_shared<DeviationNetwork>())),
      options_(options) {
  check(options.num_coarse_samples > 1 && options.num_refinements >= 0, "NeusRenderer: too few samples");
  check(options.num_refinements == 0 ||
            (options.num_fine_samples > 0 && options.num_fine_samples % options.num_refinements == 0),
        "NeusRenderer: the fine samples are not the same number in all refinements");
}

std::pair<at::Tensor, at::Tensor> NeusRenderer::near_and_far(const at::Tensor& origins, const at::Tensor& directions) {
  const at::Tensor middle =
      -(origins * directions).sum(1, /*keepdim=*/true) / directions.square().sum(1, /*keepdim=*/true);
  const at::Tensor near = (middle - kBallRadius).clamp_min(0);  // what lies behind a camera is not seen
  return {near, at::maximum(middle + kBallRadius, near)};
}

at::Tensor NeusRenderer::inside(const at::Tensor& points) const {
  return (points.abs() <= options_.half_side).all(-1);
}

at::Tensor NeusRenderer::sample_depths(const at::Tensor& origins, const at::Tensor& directions,
                                       const at::Tensor& shifts) const {
  const at::NoGradGuard no_grad;
  const std::int64_t num_rays = origins.size(0);
  const auto distances_at = [&](const at::Tensor& depths) {
    const at::Tensor points = points_at(origins, directions, depths).reshape({-1, 3});
    return sdf_network->distances(points).view({num_rays, depths.size(1)});
  };
  const auto [near, far] = near_and_far(origins, directions);
  at::Tensor depths = near + (far - near) * linspace(0, 1, options_.num_coarse_samples, near.device());
  if (shifts.defined()) {
    const at::Tensor moved = depths + (shifts - 0.5) * (2.0 / static_cast<double>(options_.num_coarse_samples));
    depths = moved.clamp_min(0);  // what lies behind a camera is not seen
  }
  if (options_.num_refinements == 0) return depths;

  at::Tensor distances = distances_at(depths);
  for (std::int64_t round = 0; round < options_.num_refinements; ++round) {
    const at::Tensor points = points_at(origins, directions, depths);
    const at::Tensor more = depths_near_surface(points, depths, distances, kFirstInverseDeviation * std::exp2(round));
    at::Tensor order;
    std::tie(depths, order) = at::cat({depths, more}, 1).sort(1);
    const bool last = round + 1 == options_.num_refinements;
    if (!last) distances = at::cat({distances, distances_at(more)}, 1).gather(1, order);
  }
  return depths;
}

at::Tensor NeusRenderer::depths_near_surface(const at::Tensor& points, const at::Tensor& depths,
                                             const at::Tensor& distances, double inverse_deviation) const {
  const std::int64_t num_sections = depths.size(1) - 1;
  const auto first = [num_sections](const at::Tensor& x) { return x.narrow(1, 0, num_sections); };
  const auto second = [num_sections](const at::Tensor& x) { return x.narrow(1, 1, num_sections); };
  const at::Tensor in_cube = inside(points);
  const at::Tensor lengths = second(depths) - first(depths);
  const at::Tensor slope = (second(distances) - first(distances)) / (lengths + kTiny);
  const at::Tensor slope_before =
      at::cat({at::zeros_like(slope.narrow(1, 0, 1)), slope.narrow(1, 0, num_sections - 1)}, 1);
  const at::Tensor steepest =
      at::minimum(slope, slope_before).clamp(-kLargestSlope, 0) * first(in_cube).logical_or(second(in_cube));
  const at::Tensor middle = 0.5 * (first(distances) + second(distances));
  const at::Tensor change = 0.5 * steepest * lengths;
  const at::Tensor opacity =
      opacities_between((middle - change) * inverse_deviation, (middle + change) * inverse_deviation);
  return quantiles(depths, weights_of(opacity), options_.num_fine_samples / options_.num_refinements);
}

RaySamples NeusRenderer::sections(const at::Tensor& origins, const at::Tensor& directions,
                                  const at::Tensor& depths) const {
  const std::int64_t last = depths.size(1) - 1;
  at::Tensor lengths = depths.narrow(1, 1, last) - depths.narrow(1, 0, last);
  lengths = at::cat({lengths, lengths.narrow(1, last - 1, 1)}, 1);
  const at::Tensor points = points_at(origins, directions, depths + 0.5 * lengths);
  return {points, lengths, inside(points)};
}

at::Tensor NeusRenderer::opacities(const SdfSamples& sdf, const at::Tensor& directions, const at::Tensor& lengths,
                                   double cos_anneal_ratio) const {
  const at::Tensor cosines = (directions * sdf.gradients).sum(1, /*keepdim=*/true);
  const at::Tensor soft = at::relu(0.5 - 0.5 * cosines), sharp = at::relu(-cosines);
  const at::Tensor change = -0.5 * lengths * (soft * (1 - cos_anneal_ratio) + sharp * cos_anneal_ratio);
  const at::Tensor inverse_deviation = deviation_network->inverse();
  return opacities_between((sdf.distances - change) * inverse_deviation, (sdf.distances + change) * inverse_deviation)
      .clamp(0, 1);
}

RenderedRays NeusRenderer::shade(const at::Tensor& directions, const RaySamples& samples,
                                 double cos_anneal_ratio) const {
  const std::int64_t num_rays = samples.lengths.size(0), num_sections = samples.lengths.size(1);
  const at::Tensor index = samples.inside.flatten().nonzero().squeeze(1);  // [P]
  const at::Tensor points = samples.points.reshape({-1, 3}).index_select(0, index);
  const at::Tensor lengths = samples.lengths.reshape({-1, 1}).index_select(0, index);
  const at::Tensor along =
      directions.unsqueeze(1).expand({num_rays, num_sections, 3}).reshape({-1, 3}).index_select(0, index);
  const SdfSamples sdf = sdf_network->evaluate(points);
  const at::Tensor gradient_lengths = sdf.gradients.norm(2, {1}, /*keepdim=*/true);
  // Each of a section's numbers, 0 outside the cube: [P, K] to [R, S, K].
  const auto scattered = [&](const at::Tensor& values) {
    const at::Tensor all = at::zeros({num_rays * num_sections, values.size(1)}, values.options());
    return all.index_copy(0, index, values).view({num_rays, num_sections, values.size(1)});
  };
  const at::Tensor weights =
      weights_of(scattered(opacities(sdf, along, lengths, cos_anneal_ratio)).squeeze(2)).unsqueeze(2);
  const at::Tensor colors = scattered(color_network->forward(points, sdf.gradients, -along, sdf.features));
  const at::Tensor masks = weights.sum(1);  // [R, 1]
  return {.colors = (colors * weights).sum(1) + (1 - masks),
          .masks = masks,
          .gradient_errors = scattered((gradient_lengths - 1).square()).squeeze(2)};
}

}  // namespace syncdreamer
