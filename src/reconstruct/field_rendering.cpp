#include "reconstruct/field_rendering.h"

#include <algorithm>

namespace syncdreamer {
namespace {

constexpr float kOpaque = 1e-4F;  // transmittance at which a ray ends

}  // namespace

FieldRenderer::Sample FieldRenderer::sample_at(const GridRay& ray, int i) const {
  Sample sample;
  sample.cell = grid_.find_cell(ray.at(i));
  if (!sample.cell) return sample;
  sample.value = value_in(grid_, *sample.cell);
  sample.phi = logistic(sharpness_ * sample.value[0]);
  return sample;
}

SeenByRay FieldRenderer::render(const GridRay& ray) {
  samples_.clear();
  SeenByRay result;
  float transmittance = 1;
  for (int i = 0; i <= ray.num_steps && transmittance > kOpaque; ++i) {
    samples_.push_back(sample_at(ray, i));
    if (i == 0) continue;
    Sample& sample = samples_[samples_.size() - 2];
    sample.transmittance = transmittance;
    if (!sample.cell && !samples_.back().cell) continue;
    sample.ratio = std::min(1.0F, samples_.back().phi / sample.phi);
    // The interval's colour is that of its end: its start may lie in free space, which has none.
    const float weight = transmittance * (1 - sample.ratio);
    for (std::size_t c = 0; c < 3; ++c) result.color[c] += weight * samples_.back().value[c + 1];
    transmittance *= sample.ratio;
  }
  result.opacity = 1 - transmittance;
  for (float& channel : result.color) channel += transmittance;
  return result;
}

void FieldRenderer::backward(const SeenByRay& derivative, std::vector<FieldValue>& samples) {
  if (samples_.empty()) return;
  float behind = 0;  // sum of weight times its derivative over all later intervals
  for (std::size_t i = samples_.size() - 1; i-- > 0;) {
    const Sample& sample = samples_[i];
    const Sample& next = samples_[i + 1];
    if (sample.ratio >= 1) continue;
    const float alpha = 1 - sample.ratio, weight = sample.transmittance * alpha;
    FieldValue by_next{}, by_this{};
    float by_weight = derivative.opacity;
    for (std::size_t c = 0; c < 3; ++c) {
      by_weight += derivative.color[c] * (next.value[c + 1] - 1);  // what is not seen here is white
      by_next[c + 1] = weight * derivative.color[c];
    }
    const float by_alpha = sample.transmittance * by_weight - behind / std::max(sample.ratio, 1e-6F);
    behind += weight * by_weight;
    by_next[0] = -by_alpha * sample.ratio * sharpness_ * (1 - next.phi);
    by_this[0] = by_alpha * sample.ratio * sharpness_ * (1 - sample.phi);
    if (next.cell) grid_.scatter(*next.cell, by_next, samples);
    if (sample.cell) grid_.scatter(*sample.cell, by_this, samples);
  }
}

}  // namespace syncdreamer
