#include "metrics/nearest_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nanoflann.hpp>

#include "core/error.h"
#include "core/in_parallel.h"

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

}  // namespace

std::vector<NearestPoint> nearest_points(std::span<const Vec3> from, std::span<const Vec3> to) {
  check(!to.empty(), "nearest_points: there is nothing to be near to");
  const auto is_finite = [](const Vec3& point) { return std::isfinite(length(point)); };
  check(std::all_of(from.begin(), from.end(), is_finite) && std::all_of(to.begin(), to.end(), is_finite),
        "nearest_points: a point is not finite");
  const PointCloud cloud{to};
  const Tree tree(3, cloud, nanoflann::KDTreeSingleIndexAdaptorParams(16));
  std::vector<NearestPoint> nearest(from.size());
  in_parallel(from.size(), [&](std::size_t i) {
    const std::array<double, 3> query = {from[i].x, from[i].y, from[i].z};
    double squared = 0.0;
    tree.knnSearch(query.data(), 1, &nearest[i].index, &squared);
    nearest[i].distance = std::sqrt(squared);
  });
  return nearest;
}

}  // namespace syncdreamer
