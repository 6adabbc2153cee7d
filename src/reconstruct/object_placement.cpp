#include "reconstruct/object_placement.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reconstruct/visual_hull.h"

namespace syncdreamer {
namespace {

constexpr double kMuchOutside = 0.02;  // share of the silhouettes, below which they may be specks
constexpr double kTiny = 0.1;          // radius, object units
constexpr double kFilled = 0.45;       // half of the largest side of an object that is brought into the cube
constexpr double kNearlyAll = 0.995;   // of a silhouette's pixels, the others may be specks
constexpr double kParallel = 1e-6;     // determinant of the rays' equations, for one ray

struct Ray {
  Vec3 origin, direction;

  double distance(Vec3 point) const { return length(cross(direction, point - origin)); }
};

/// Calls `use(x, y)` for the pixels of the object.
template <class Use>
void for_each_object_pixel(const ReconstructionView& view, const Use& use) {
  auto covered = view.mask.begin();
  for (int y = 0; y < view.camera.height; ++y) {
    for (int x = 0; x < view.camera.width; ++x) {
      if (*covered++ > 0.5F) use(x, y);
    }
  }
}

/// Through the middle of a silhouette that shows something.
Ray middle_ray(const ReconstructionView& view) {
  int left = view.camera.width, right = 0, top = view.camera.height, bottom = 0;
  for_each_object_pixel(view, [&](int x, int y) {
    left = std::min(left, x), right = std::max(right, x + 1);
    top = std::min(top, y), bottom = std::max(bottom, y + 1);
  });
  return {view.camera.centre(), view.camera.ray_direction((left + right) / 2.0, (top + bottom) / 2.0)};
}

/// The point that is nearest to all rays by the sum of squared distances; nothing if they are parallel, or if it lies
/// behind most of them.
std::optional<Vec3> meeting_point(const std::vector<Ray>& rays) {
  Mat3 sum;  // of the projections across the rays
  sum.rows = {};
  Vec3 right_side{};
  for (const auto& [origin, direction] : rays) {
    for (int r = 0; r < 3; ++r) {
      Vec3 across = -direction * direction[r];
      across[r] += 1;
      sum.rows[static_cast<std::size_t>(r)] += across;
      right_side[r] += dot(across, origin);
    }
  }
  const auto& [x, y, z] = sum.rows;
  const double determinant = dot(x, cross(y, z)), count = static_cast<double>(rays.size());
  if (!(determinant > kParallel * count * count * count)) return std::nullopt;
  const Vec3 point =
      (cross(y, z) * right_side.x + cross(z, x) * right_side.y + cross(x, y) * right_side.z) / determinant;
  const auto is_before = [&](const Ray& ray) { return dot(point - ray.origin, ray.direction) > 0; };
  if (2 * std::count_if(rays.begin(), rays.end(), is_before) <= static_cast<std::ptrdiff_t>(rays.size()))
    return std::nullopt;
  return point;
}

/// Of a sphere about a point that holds what a view shows.
double radius_about(Vec3 centre, const ReconstructionView& view) {
  std::vector<double> distances;
  const Vec3 origin = view.camera.centre();
  for_each_object_pixel(view, [&](int x, int y) {
    distances.push_back(Ray{origin, view.camera.ray_direction(x + 0.5, y + 0.5)}.distance(centre));
  });
  const auto last = static_cast<std::ptrdiff_t>(kNearlyAll * static_cast<double>(distances.size() - 1));
  std::nth_element(distances.begin(), distances.begin() + last, distances.end());
  return distances[static_cast<std::size_t>(last)];
}

void place(std::vector<ReconstructionView>& views, const ObjectPlacement& placement) {
  for (ReconstructionView& view : views) {
    view.camera.translation = view.camera.cam_from_world(placement.centre) * placement.scale;
  }
}

/// The middle of the hull, and the scale at which it fills the cube.
ObjectPlacement placement_of(const VisualHull& hull) {
  const ScalarGrid& grid = hull.coverage;
  Vec3 low = grid.position(grid.size, grid.size, grid.size), high = grid.position(-1, -1, -1);
  for (int z = 0; z < grid.size; ++z) {
    for (int y = 0; y < grid.size; ++y) {
      for (int x = 0; x < grid.size; ++x) {
        if (!hull.inside(grid.index(x, y, z))) continue;
        const Vec3 position = grid.position(x, y, z);
        for (int axis = 0; axis < 3; ++axis) {
          low[axis] = std::min(low[axis], position[axis]);
          high[axis] = std::max(high[axis], position[axis]);
        }
      }
    }
  }
  const Vec3 sides = high - low;
  const double largest = std::max({sides.x, sides.y, sides.z}) + grid.spacing();
  return {(low + high) / 2, 2 * kFilled / largest};
}

/// One placement after another.
ObjectPlacement joined(const ObjectPlacement& first, const ObjectPlacement& second) {
  return {first.centre + second.centre / first.scale, first.scale * second.scale};
}

/// A sphere that holds the object, in the unit cube; nothing if the views do not say where it is.
std::optional<ObjectPlacement> sphere_placement(const std::vector<ReconstructionView>& views) {
  std::vector<Ray> rays;
  for (const ReconstructionView& view : views) rays.push_back(middle_ray(view));
  const std::optional<Vec3> centre = meeting_point(rays);
  if (!centre) return std::nullopt;
  double radius = 0;
  for (const ReconstructionView& view : views) radius = std::max(radius, radius_about(*centre, view));
  return ObjectPlacement{*centre, kFilled / radius};
}

}  // namespace

std::optional<ObjectPlacement> bring_into_unit_cube(std::vector<ReconstructionView>& views) {
  std::vector<ReconstructionView> seeing;
  std::copy_if(views.begin(), views.end(), std::back_inserter(seeing), shows_something);
  std::optional<ObjectPlacement> placement = sphere_placement(seeing);
  if (!placement) return std::nullopt;
  if (share_outside(seeing) <= kMuchOutside && kFilled / placement->scale > kTiny) return std::nullopt;
  place(seeing, *placement);
  try {
    placement = joined(*placement, placement_of(carve_visual_hull(seeing)));
  } catch (const ContradictoryViewsError&) {
    // The sphere stays; who makes a surface of the views says what is wrong with them.
  }
  place(views, *placement);
  return placement;
}

}  // namespace syncdreamer
