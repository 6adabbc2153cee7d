#include "neus/neus_loss.h"

#include "reconstruct/ray_losses.h"

namespace syncdreamer {
namespace {

constexpr double kAlwaysInside = 1e-5;  // share of all samples

}  // namespace

NeusLossTotals loss_totals(const RaySamples& samples) {
  const auto num_samples = static_cast<double>(samples.inside.numel());
  return {static_cast<double>(samples.inside.size(0)),
          samples.inside.sum().item<double>() + kAlwaysInside * num_samples};
}

at::Tensor NeusLosses::total(const NeusLossOptions& weights) const {
  return weights.rendering * rendering + weights.mask * mask + weights.eikonal * eikonal;
}

NeusLosses neus_losses(const RenderedRays& rendered, const RayBatch& targets, const NeusLossTotals& totals) {
  const at::Tensor differences = ((rendered.colors - targets.colors).square().sum(1) + kColorRoundness).sqrt();
  return {.rendering = differences.sum() / totals.num_rays,
          .mask = (rendered.masks - targets.masks).square().sum() / totals.num_rays,
          .eikonal = rendered.gradient_errors.sum() / totals.num_inside};
}

}  // namespace syncdreamer
