#include "metrics/normal_consistency.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "metrics/nearest_points.h"

namespace syncdreamer {
namespace {

double mean_agreement(const SurfaceSamples& from, const SurfaceSamples& to) {
  const std::vector<NearestPoint> nearest = nearest_points(from.points, to.points);
  double sum = 0;
  for (std::size_t i = 0; i < nearest.size(); ++i) sum += std::abs(dot(from.normals[i], to.normals[nearest[i].index]));
  return sum / static_cast<double>(nearest.size());
}

/// A point of a triangle, all equally likely.
Vec3 random_point(Random& random, Vec3 a, Vec3 b, Vec3 c) {
  const double s = std::sqrt(random.uniform()), t = random.uniform();
  return a * (1 - s) + b * (s * (1 - t)) + c * (s * t);
}

}  // namespace

SurfaceSamples sample_surface(const Mesh& mesh, int count, std::uint64_t seed) {
  check_mesh(mesh);
  std::vector<double> areas_up_to;
  double area = 0;
  for (const Triangle& t : mesh.triangles) {
    area += length(area_normal(mesh, t)) / 2;
    areas_up_to.push_back(area);
  }
  if (!(area > 0)) throw InputError("the mesh has no surface");
  Random random(seed);
  SurfaceSamples samples;
  for (int i = 0; i < count; ++i) {
    // One sample in each of `count` equal parts of the area: less noise than `count` independent samples.
    const double place = area * (i + random.uniform()) / count;
    const auto found = std::upper_bound(areas_up_to.begin(), areas_up_to.end() - 1, place);
    const auto& t = mesh.triangles[static_cast<std::size_t>(found - areas_up_to.begin())];
    samples.points.push_back(random_point(random, mesh.vertices[t[0]], mesh.vertices[t[1]], mesh.vertices[t[2]]));
    samples.normals.push_back(normalized_or(area_normal(mesh, t), {}));
  }
  return samples;
}

double normal_consistency(const SurfaceSamples& truth, const SurfaceSamples& prediction) {
  for (const SurfaceSamples* samples : {&truth, &prediction}) {
    check(!samples->points.empty(), "normal_consistency: a surface has no samples");
    check(samples->points.size() == samples->normals.size(), "normal_consistency: not every point has its normal");
  }
  return 0.5 * (mean_agreement(truth, prediction) + mean_agreement(prediction, truth));
}

}  // namespace syncdreamer
