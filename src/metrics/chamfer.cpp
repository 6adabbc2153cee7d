#include "metrics/chamfer.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <nanoflann.hpp>

#include "core/error.h"

namespace syncdreamer {
namespace {

// What nanoflann wants to know about a set of points.
struct PointCloud {
  std::span<const Vec3> points;

  std::size_t kdtree_get_point_count() const { return points.size(); }
  double kdtree_get_pt(std::size_t index, std::size_t axis) const { return points[index][static_cast<int>(axis)]; }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

using Tree =
    nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, PointCloud>, PointCloud, 3, std::size_t>;

struct Nearest {
  double mean_distance = 0.0;
  double share_within = 0.0;
};

Nearest nearest(std::span<const Vec3> from, std::span<const Vec3> to, double threshold) {
  const PointCloud cloud{to};
  const Tree tree(3, cloud, nanoflann::KDTreeSingleIndexAdaptorParams(16));
  double sum = 0.0;
  std::int64_t num_within = 0;
  const auto count = static_cast<std::int64_t>(from.size());
#pragma omp parallel for reduction(+ : sum, num_within)
  for (std::int64_t i = 0; i < count; ++i) {
    const Vec3 point = from[static_cast<std::size_t>(i)];
    const std::array<double, 3> query = {point.x, point.y, point.z};
    std::size_t index = 0;
    double squared = 0.0;
    tree.knnSearch(query.data(), 1, &index, &squared);
    const double distance = std::sqrt(squared);
    sum += distance;
    num_within += distance < threshold ? 1 : 0;
  }
  return {sum / static_cast<double>(count), static_cast<double>(num_within) / static_cast<double>(count)};
}

}  // namespace

ChamferResult chamfer(std::span<const Vec3> truth, std::span<const Vec3> prediction, double threshold) {
  check(!truth.empty() && !prediction.empty(), "chamfer: a set of points is empty");
  const Nearest forth = nearest(prediction, truth, threshold);
  const Nearest back = nearest(truth, prediction, threshold);
  return {.prediction_to_truth = forth.mean_distance,
          .truth_to_prediction = back.mean_distance,
          .precision = forth.share_within,
          .recall = back.share_within};
}

}  // namespace syncdreamer
