#include "metrics/chamfer.h"

#include <algorithm>

#include "core/error.h"
#include "metrics/nearest_points.h"
#include "metrics/report.h"

namespace syncdreamer {
namespace {

std::vector<double> distances(std::span<const Vec3> points, std::span<const Vec3> to) {
  std::vector<double> result;
  for (const NearestPoint& nearest : nearest_points(points, to)) result.push_back(nearest.distance);
  return result;
}

double share_below(const std::vector<double>& values, double threshold) {
  const auto count = std::count_if(values.begin(), values.end(), [=](double value) { return value < threshold; });
  return static_cast<double>(count) / static_cast<double>(values.size());
}

}  // namespace

double PointDistances::chamfer() const {
  return (summarize(prediction_to_truth).mean + summarize(truth_to_prediction).mean) / 2;
}

double PointDistances::f_score(double threshold) const {
  const double precision = share_below(prediction_to_truth, threshold);
  const double recall = share_below(truth_to_prediction, threshold);
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

PointDistances point_distances(std::span<const Vec3> truth, std::span<const Vec3> prediction) {
  check(!truth.empty() && !prediction.empty(), "point_distances: a set of points is empty");
  return {distances(prediction, truth), distances(truth, prediction)};
}

double mean_distance(std::span<const Vec3> points, std::span<const Vec3> to) {
  return summarize(distances(points, to)).mean;
}

}  // namespace syncdreamer
