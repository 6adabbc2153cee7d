#pragma once

#include <cstddef>
#include <vector>

#include "reconstruct/field_grid.h"

namespace syncdreamer {

/// Weights of what is expected of the field itself.
struct RegularizationWeights {
  float eikonal = 0;       ///< mean (|gradient of the distance| - 1)^2, as in NeuS
  float curvature = 0;     ///< mean squared Laplacian of the distance times the spacing
  float area = 0;          ///< area of the surface, object units squared: what no view sees becomes flat
  float smooth_color = 0;  ///< mean squared difference of neighbours' colours, summed over the axes
};

/// Terms of a loss over the active samples of a grid whose six neighbours are active too.
class FieldRegularizer {
 public:
  FieldRegularizer(const FieldGrid& grid, const RegularizationWeights& weights);

  std::size_t num_samples() const { return inner_.size(); }

  /// The part of the loss of samples `first` to `last` (not included) of num_samples(); adds its derivatives by the
  /// samples of the grid.
  ///
  /// \param sharpness  of the surface that the area is taken of, as in FieldRenderer.
  double add(std::size_t first, std::size_t last, float sharpness, std::vector<FieldValue>& derivatives) const;

 private:
  double add_distance_terms(std::size_t sample, float sharpness, std::vector<FieldValue>& derivatives) const;
  double add_curvature(std::size_t sample, std::vector<FieldValue>& derivatives) const;
  double add_color_difference(std::size_t sample, std::vector<FieldValue>& derivatives) const;

  const FieldGrid& grid_;
  RegularizationWeights weights_;
  std::array<std::size_t, 3> strides_;
  float spacing_;
  std::vector<std::size_t> inner_;
  float share_;  // of one sample in a mean
};

}  // namespace syncdreamer
