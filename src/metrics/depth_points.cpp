#include "metrics/depth_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr double kNearest = 1e-4;
constexpr double kMinDepth = 0.63, kMaxDepth = 2.37;

// A corner of a triangle: image point and depth.
struct Corner {
  double u = 0.0, v = 0.0, z = 0.0;
};

double twice_area(const Corner& a, const Corner& b, double u, double v) {
  return (b.u - a.u) * (v - a.v) - (b.v - a.v) * (u - a.u);
}

int clamp_to_pixels(double value, int size) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(size)));
}

void rasterize(const std::array<Corner, 3>& t, DepthInterpolation rule, DepthMap& map) {
  const double area = twice_area(t[0], t[1], t[2].u, t[2].v);
  if (area == 0.0) return;
  const int x_begin = clamp_to_pixels(std::floor(std::min({t[0].u, t[1].u, t[2].u}) - 0.5), map.width);
  const int x_end = clamp_to_pixels(std::ceil(std::max({t[0].u, t[1].u, t[2].u}) + 0.5), map.width);
  const int y_begin = clamp_to_pixels(std::floor(std::min({t[0].v, t[1].v, t[2].v}) - 0.5), map.height);
  const int y_end = clamp_to_pixels(std::ceil(std::max({t[0].v, t[1].v, t[2].v}) + 0.5), map.height);
  for (int y = y_begin; y < y_end; ++y) {
    for (int x = x_begin; x < x_end; ++x) {
      const double u = x + 0.5, v = y + 0.5;
      const double a = twice_area(t[1], t[2], u, v) / area;
      const double b = twice_area(t[2], t[0], u, v) / area;
      const double c = twice_area(t[0], t[1], u, v) / area;
      if (a < 0.0 || b < 0.0 || c < 0.0) continue;
      const double z = rule == DepthInterpolation::perspective_correct ? 1 / (a / t[0].z + b / t[1].z + c / t[2].z)
                                                                       : a * t[0].z + b * t[1].z + c * t[2].z;
      double& known = map.depth[static_cast<std::size_t>(y) * map.width + x];
      if (known == 0.0 || z < known) known = z;
    }
  }
}

}  // namespace

DepthMap rasterize_depth(const Mesh& mesh, const Camera& camera, DepthInterpolation rule) {
  std::vector<Corner> corners;
  corners.reserve(mesh.vertices.size());
  for (const Vec3& vertex : mesh.vertices) {
    const Vec3 p = camera.cam_from_world(vertex);
    corners.push_back({camera.fx * p.x / p.z + camera.cx, camera.fy * p.y / p.z + camera.cy, p.z});
  }
  DepthMap map{camera.width, camera.height, {}};
  map.depth.resize(static_cast<std::size_t>(camera.width) * camera.height, 0.0);
  for (const auto& triangle : mesh.triangles) {
    const std::array<Corner, 3> t = {corners[triangle[0]], corners[triangle[1]], corners[triangle[2]]};
    const bool in_front = std::all_of(t.begin(), t.end(), [](const Corner& corner) { return corner.z > kNearest; });
    if (in_front) rasterize(t, rule, map);
  }
  return map;
}

DepthMap depth_from_image(const DepthImage16& image) {
  DepthMap map{image.width, image.height, {}};
  map.depth.reserve(image.pixels.size());
  for (const std::uint16_t level : image.pixels) {
    const double depth = level / 65535.0 * kDepthRange + kDepthMin;
    map.depth.push_back(depth > kMinDepth && depth < kMaxDepth ? depth : 0.0);
  }
  return map;
}

void append_points(const DepthMap& depth, const Camera& camera, std::vector<Vec3>& points) {
  check(depth.width == camera.width && depth.height == camera.height, "append_points: the sizes differ");
  for (int y = 0; y < depth.height; ++y) {
    for (int x = 0; x < depth.width; ++x) {
      const double z = depth.depth[static_cast<std::size_t>(y) * depth.width + x];
      if (z == 0.0) continue;
      points.push_back(camera.world_from_cam({(x - camera.cx) / camera.fx * z, (y - camera.cy) / camera.fy * z, z}));
    }
  }
}

std::vector<Vec3> average_in_voxels(std::span<const Vec3> points, double voxel_side) {
  check(voxel_side > 0.0, "average_in_voxels: the side is not positive");
  Box box;
  for (const Vec3& point : points) box.add(point);
  struct Sum {
    Vec3 sum;
    int count = 0;
  };
  std::map<std::array<std::int64_t, 3>, Sum> voxels;
  for (const Vec3& point : points) {
    const Vec3 cell = (point - box.min) / voxel_side + Vec3{0.5, 0.5, 0.5};
    Sum& sum = voxels[{static_cast<std::int64_t>(std::floor(cell.x)), static_cast<std::int64_t>(std::floor(cell.y)),
                       static_cast<std::int64_t>(std::floor(cell.z))}];
    sum.sum += point;
    ++sum.count;
  }
  std::vector<Vec3> means;
  means.reserve(voxels.size());
  for (const auto& [cell, sum] : voxels) means.push_back(sum.sum / sum.count);
  return means;
}

}  // namespace syncdreamer
