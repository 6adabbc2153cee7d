#pragma once

#include <span>

#include "geometry/linear.h"

namespace syncdreamer {

/// How far two sets of points lie apart; distances are not squared, object units.
struct ChamferResult {
  double prediction_to_truth = 0.0;  ///< Mean distance of a predicted point to the nearest true one.
  double truth_to_prediction = 0.0;
  double precision = 0.0;  ///< Share of the predicted points closer than the threshold to a true one.
  double recall = 0.0;     ///< Share of the true points closer than the threshold to a predicted one.

  double chamfer() const { return 0.5 * (prediction_to_truth + truth_to_prediction); }
  /// Harmonic mean of precision and recall; 0 if both are.
  double f_score() const { return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0; }
};

/// Compares two sets of points; neither is empty.
///
/// \param threshold  for precision, recall and F-score.
ChamferResult chamfer(std::span<const Vec3> truth, std::span<const Vec3> prediction, double threshold = 0.02);

}  // namespace syncdreamer
