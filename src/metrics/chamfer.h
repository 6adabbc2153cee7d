#pragma once

#include <span>
#include <vector>

#include "geometry/linear.h"

namespace syncdreamer {

/// How far two sets of points lie apart: the distance of each point to the nearest one of the other set, not squared,
/// object units.
struct PointDistances {
  std::vector<double> prediction_to_truth;  ///< of the predicted points
  std::vector<double> truth_to_prediction;  ///< of the true ones

  /// The mean of the two mean distances.
  double chamfer() const;

  /// Harmonic mean of the shares of points closer than the threshold to the other set; 0 if both are.
  double f_score(double threshold) const;
};

/// Compares two sets of points; neither is empty.
PointDistances point_distances(std::span<const Vec3> truth, std::span<const Vec3> prediction);

/// The mean distance of points to the nearest ones of a set that is not empty.
double mean_distance(std::span<const Vec3> points, std::span<const Vec3> to);

}  // namespace syncdreamer
