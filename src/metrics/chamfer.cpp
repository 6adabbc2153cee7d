#include "metrics/chamfer.h"

#include "core/error.h"
#include "metrics/nearest_points.h"

namespace syncdreamer {
namespace {

struct Closeness {
  double mean_distance = 0.0;
  double share_within = 0.0;
};

Closeness closeness(std::span<const Vec3> from, std::span<const Vec3> to, double threshold) {
  Closeness result;
  for (const NearestPoint& nearest : nearest_points(from, to)) {
    result.mean_distance += nearest.distance;
    result.share_within += nearest.distance < threshold ? 1.0 : 0.0;
  }
  result.mean_distance /= static_cast<double>(from.size());
  result.share_within /= static_cast<double>(from.size());
  return result;
}

}  // namespace

ChamferResult chamfer(std::span<const Vec3> truth, std::span<const Vec3> prediction, double threshold) {
  check(!truth.empty() && !prediction.empty(), "chamfer: a set of points is empty");
  const Closeness forth = closeness(prediction, truth, threshold);
  const Closeness back = closeness(truth, prediction, threshold);
  return {.prediction_to_truth = forth.mean_distance,
          .truth_to_prediction = back.mean_distance,
          .precision = forth.share_within,
          .recall = back.share_within};
}

}  // namespace syncdreamer
