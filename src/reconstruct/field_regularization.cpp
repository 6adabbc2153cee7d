#include "reconstruct/field_regularization.h"

#include <algorithm>
#include <cmath>

#include "reconstruct/field_rendering.h"

namespace syncdreamer {
namespace {

std::vector<std::size_t> inner_samples(const FieldGrid& grid) {
  const auto strides = grid.strides();
  const auto side = static_cast<std::size_t>(grid.size);
  std::vector<std::size_t> inner;
  for (const std::size_t sample : grid.active()) {
    const bool surrounded = std::all_of(strides.begin(), strides.end(), [&](std::size_t stride) {
      const std::size_t place = sample / stride % side;  // along the stride's axis
      return place > 0 && place + 1 < side && grid.is_active(sample + stride) && grid.is_active(sample - stride);
    });
    if (surrounded) inner.push_back(sample);
  }
  return inner;
}

}  // namespace

FieldRegularizer::FieldRegularizer(const FieldGrid& grid, const RegularizationWeights& weights)
    : grid_(grid),
      weights_(weights),
      strides_(grid.strides()),
      spacing_(static_cast<float>(grid.spacing())),
      inner_(inner_samples(grid)),
      share_(1 / std::max(1.0F, static_cast<float>(inner_.size()))) {}

double FieldRegularizer::add(std::size_t first, std::size_t last, float sharpness,
                             std::vector<FieldValue>& derivatives) const {
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) {
    sum += add_distance_terms(inner_[i], sharpness, derivatives);
    if (weights_.curvature > 0) sum += add_curvature(inner_[i], derivatives);
    if (weights_.smooth_color > 0) sum += add_color_difference(inner_[i], derivatives);
  }
  return sum;
}

// Eikonal term and area. The area is the integral over space of the gradient's length times the density of
// 1 - Phi(distance), the logistic density, which is all near the surface.
double FieldRegularizer::add_distance_terms(std::size_t sample, float sharpness,
                                            std::vector<FieldValue>& derivatives) const {
  std::array<float, 3> gradient{};
  float square = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t stride = strides_[axis];
    gradient[axis] = (grid_.values[sample + stride][0] - grid_.values[sample - stride][0]) / (2 * spacing_);
    square += gradient[axis] * gradient[axis];
  }
  const float norm = std::sqrt(square);
  const float phi = logistic(sharpness * grid_.values[sample][0]);
  const float density = sharpness * phi * (1 - phi);
  const float area = weights_.area * spacing_ * spacing_ * spacing_;

  const float by_norm = weights_.eikonal * share_ * 2 * (norm - 1) + area * density;
  const float by_difference = by_norm / (std::max(norm, 1e-4F) * 2 * spacing_);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    derivatives[sample + strides_[axis]][0] += by_difference * gradient[axis];
    derivatives[sample - strides_[axis]][0] -= by_difference * gradient[axis];
  }
  derivatives[sample][0] += area * norm * density * sharpness * (1 - 2 * phi);
  return weights_.eikonal * share_ * (norm - 1) * (norm - 1) + area * density * norm;
}

double FieldRegularizer::add_curvature(std::size_t sample, std::vector<FieldValue>& derivatives) const {
  float laplacian = -6 * grid_.values[sample][0];
  for (const std::size_t stride : strides_)
    laplacian += grid_.values[sample + stride][0] + grid_.values[sample - stride][0];
  laplacian /= spacing_;
  const float by_value = weights_.curvature * share_ * 2 * laplacian / spacing_;
  derivatives[sample][0] -= 6 * by_value;
  for (const std::size_t stride : strides_) {
    derivatives[sample + stride][0] += by_value;
    derivatives[sample - stride][0] += by_value;
  }
  return weights_.curvature * share_ * laplacian * laplacian;
}

double FieldRegularizer::add_color_difference(std::size_t sample, std::vector<FieldValue>& derivatives) const {
  const float weight = weights_.smooth_color * share_;
  double sum = 0;
  for (const std::size_t stride : strides_) {
    for (std::size_t c = 1; c < 4; ++c) {
      const float difference = grid_.values[sample + stride][c] - grid_.values[sample][c];
      derivatives[sample + stride][c] += weight * 2 * difference;
      derivatives[sample][c] -= weight * 2 * difference;
      sum += weight * difference * difference;
    }
  }
  return sum;
}

}  // namespace syncdreamer
