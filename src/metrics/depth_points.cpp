#include "metrics/depth_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include "core/error.h"
#include "geometry/triangle_raster.h"

namespace syncdreamer {
namespace {

constexpr double kNearPlane = 1e-4;  // object units along the camera's axis
constexpr double kMinTrustedDepth = 0.63, kMaxTrustedDepth = 2.37;

// Leaves the nearer of what a map has and a triangle, given by its image points and their depths.
void rasterize(const std::array<Point2, 3>& corners, const Vec3& depths, DepthInterpolation rule, DepthMap& map) {
  for_each_pixel(corners, map.width, map.height, [&](int x, int y, const std::array<double, 3>& weights) {
    const auto& [a, b, c] = weights;
    const double z = rule == DepthInterpolation::perspective_correct ? 1 / (a / depths.x + b / depths.y + c / depths.z)
                                                                     : a * depths.x + b * depths.y + c * depths.z;
    double& known = map.depth[static_cast<std::size_t>(y) * map.width + x];
    if (known == 0.0 || z < known) known = z;
  });
}

}  // namespace

DepthMap rasterize_depth(const Mesh& mesh, const Camera& camera, DepthInterpolation rule) {
  check_triangles(mesh);
  std::vector<Vec3> projected;  // image point and depth
  projected.reserve(mesh.vertices.size());
  for (const Vec3& vertex : mesh.vertices) {
    const Vec3 p = camera.cam_from_world(vertex);
    projected.push_back({camera.fx * p.x / p.z + camera.cx, camera.fy * p.y / p.z + camera.cy, p.z});
  }
  DepthMap map{camera.width, camera.height, {}};
  map.depth.resize(static_cast<std::size_t>(camera.width) * camera.height, 0.0);
  for (const auto& [i, j, k] : mesh.triangles) {
    const Vec3 &a = projected[i], &b = projected[j], &c = projected[k];
    if (std::min({a.z, b.z, c.z}) > kNearPlane)
      rasterize({{{a.x, a.y}, {b.x, b.y}, {c.x, c.y}}}, {a.z, b.z, c.z}, rule, map);
  }
  return map;
}

DepthMap depth_from_image(const DepthImage16& image, const std::filesystem::path& file) {
  constexpr std::uint16_t kNothing = 65535, kNothingInMaps = 0;
  const auto has = [&](std::uint16_t level) { return std::ranges::find(image.pixels, level) != image.pixels.end(); };
  if (has(kNothingInMaps) && !has(kNothing)) {
    throw InputError(file,
                     "found pixels of 0 and none of 65535, as in the maps/ of a reconstruction (thousandths of an "
                     "object unit, 0 for nothing), expected depth of the training layout (0.6 to 2.4 object units, "
                     "65535 for nothing)");
  }
  DepthMap map{image.width, image.height, {}};
  map.depth.reserve(image.pixels.size());
  for (const std::uint16_t level : image.pixels) {
    const double depth = level / 65535.0 * kDepthRange + kDepthMin;
    map.depth.push_back(depth > kMinTrustedDepth && depth < kMaxTrustedDepth ? depth : 0.0);
  }
  return map;
}

void append_points(const DepthMap& depth, const Camera& camera, std::vector<Vec3>& points) {
  check(depth.width == camera.width && depth.height == camera.height &&
            depth.depth.size() == static_cast<std::size_t>(depth.width) * static_cast<std::size_t>(depth.height),
        "append_points: the sizes differ");
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
