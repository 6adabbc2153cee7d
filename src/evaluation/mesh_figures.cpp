#include "evaluation/mesh_figures.h"

#include <algorithm>
#include <cmath>

#include "core/in_parallel.h"
#include "evaluation/evaluate_mesh.h"
#include "metrics/chamfer.h"
#include "render/raytracer.h"

namespace syncdreamer {
namespace {

constexpr int kSmallTexture = 256;  // colours do not count
constexpr int kDirections = 128;

/// Evenly spread unit vectors: a spiral of equal steps in height and of the golden angle.
std::vector<Vec3> spread_directions() {
  std::vector<Vec3> directions;
  for (int i = 0; i < kDirections; ++i) {
    const double z = 1 - (2 * i + 1.0) / kDirections, radius = std::sqrt(1 - z * z), angle = 2.399963229728653 * i;
    directions.push_back({radius * std::cos(angle), radius * std::sin(angle), z});
  }
  return directions;
}

bool contains(const Box& box, Vec3 point) {
  for (int axis = 0; axis < 3; ++axis) {
    if (point[axis] < box.min[axis] || point[axis] > box.max[axis]) return false;
  }
  return true;
}

}  // namespace

Occupancy enclosed_points(const Mesh& mesh) {
  constexpr int kSide = Occupancy::kSide;
  const RayTracer tracer(mesh);
  const Box box = bounding_box(mesh);
  const std::vector<Vec3> directions = spread_directions();
  Occupancy result;
  in_parallel(kSide, [&](int x) {
    for (int y = 0; y < kSide; ++y) {
      for (int z = 0; z < kSide; ++z) {
        const Vec3 point = Vec3{-1, -1, -1} + Vec3{1.0 * x, 1.0 * y, 1.0 * z} * (2.0 / kSide);
        const bool enclosed = contains(box, point) && std::all_of(directions.begin(), directions.end(), [&](Vec3 way) {
                                return tracer.trace(point, way).has_value();
                              });
        result.inside[Occupancy::index(x, y, z)] = enclosed;
      }
    }
  });
  return result;
}

double inside_agreement(const Mesh& mesh) {
  const Occupancy by_parity = occupancy(mesh), enclosed = enclosed_points(mesh);
  int num_within = 0, num_agreeing = 0, num_leaks = 0;
  for (int x = 1; x + 1 < Occupancy::kSide; ++x) {
    for (int y = 1; y + 1 < Occupancy::kSide; ++y) {
      for (int z = 1; z + 1 < Occupancy::kSide; ++z) {
        const bool is_within = enclosed.at(x, y, z) && enclosed.at(x - 1, y, z) && enclosed.at(x + 1, y, z) &&
                               enclosed.at(x, y - 1, z) && enclosed.at(x, y + 1, z) && enclosed.at(x, y, z - 1) &&
                               enclosed.at(x, y, z + 1);
        num_within += is_within;
        num_agreeing += is_within && by_parity.at(x, y, z);
        num_leaks += by_parity.at(x, y, z) && !enclosed.at(x, y, z);
      }
    }
  }
  const int num_points = num_within + num_leaks;
  return num_points == 0 ? 1 : static_cast<double>(num_agreeing) / num_points;
}

TrueShape true_shape(const Mesh& mesh) {
  return {visible_points(mesh), enclosed_points(mesh)};
}

std::optional<MeshFigures> mesh_figures(const std::vector<ReconstructionView>& views, const TrueShape& truth,
                                        ReconstructionMethod method, const ViewSource& source,
                                        const Reporter& reporter) {
  ReconstructOptions options;
  options.method = method;
  options.texture_size = kSmallTexture;
  options.picture_colors = false;
  const auto result = reconstruct_mesh(views, options, reporter, source);
  if (!result) return std::nullopt;
  return MeshFigures{point_distances(truth.points, visible_points(result->mesh)).chamfer(),
                     volume_iou(truth.solid, occupancy(result->mesh)), result->method};
}

}  // namespace syncdreamer
