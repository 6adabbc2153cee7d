#include "reconstruct/object_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "core/quantile.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {
namespace {

constexpr double kSmall = 0.25;        // radius, object units: the grids have too few voxels for less
constexpr double kFilled = 0.45;       // half of the largest side of an object that is brought into the cube
constexpr double kNearlyAll = 0.995;   // of a silhouette's pixels, the others may be specks
constexpr int kSampledSide = 256;      // pixels
constexpr int kTrialSize = 96;         // samples a side of hulls that only tell where the object is
constexpr double kCutOffShare = 0.01;  // of the silhouettes, which the cube leaves unexplained
constexpr double kParallel = 1e-6;     // determinant of the rays' equations, for one ray

struct Ray {
  Vec3 origin, direction;

  double distance(Vec3 point) const { return length(cross(direction, point - origin)); }
};

int sampling_step(const Camera& camera) {
  const auto [shorter, longer] = std::minmax(camera.width, camera.height);
  return std::max(1, std::min(longer / kSampledSide, shorter / 2));
}

/// Pixels of the object: all of small pictures, evenly spaced ones of large pictures, of which thin objects may have
/// none.
std::vector<std::array<int, 2>> object_pixels(const ReconstructionView& view) {
  const int width = view.camera.width, height = view.camera.height, step = sampling_step(view.camera);
  std::vector<std::array<int, 2>> pixels;
  for (int y = 0; y < height; y += step) {
    for (int x = 0; x < width; x += step) {
      if (view.coverage(x, y) > 0.5F) pixels.push_back({x, y});
    }
  }
  return pixels;
}

/// What a view shows of an object.
struct Silhouette {
  Camera camera;
  std::vector<std::array<int, 2>> pixels;  ///< one or more

  /// Through the middle.
  Ray middle_ray() const {
    std::array<double, 2> middle{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      std::vector<double> places;
      for (const auto& pixel : pixels) places.push_back(pixel[axis] + 0.5);
      middle[axis] = (quantile(places, (1 - kNearlyAll) / 2) + quantile(places, (1 + kNearlyAll) / 2)) / 2;
    }
    return {camera.centre(), camera.ray_direction(middle[0], middle[1])};
  }

  /// Of a sphere about a point that holds what is seen.
  double radius_about(Vec3 centre) const {
    std::vector<double> distances;
    const CameraRays rays(camera);
    for (const auto& [x, y] : pixels)
      distances.push_back(Ray{rays.origin(), rays.direction_of_pixel(x, y)}.distance(centre));
    return quantile(std::move(distances), kNearlyAll);
  }
};

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

void place(std::vector<ReconstructionView>& views, const ObjectPlacement& placement) {
  for (ReconstructionView& view : views) {
    view.camera.translation = view.camera.cam_from_world(placement.centre) * placement.scale;
  }
}

/// The middle of the hull, and the scale at which it fills the cube.
ObjectPlacement placement_of(const VisualHull& hull) {
  Box box;
  for (const Vec3 position : inside_positions(hull.coverage)) box.add(position);
  return {box.centre(), 2 * kFilled / (box.longest_side() + hull.coverage.spacing())};
}

/// One placement after another.
ObjectPlacement composed(const ObjectPlacement& first, const ObjectPlacement& second) {
  return {first.centre + second.centre / first.scale, first.scale * second.scale};
}

/// The views that show something, without their pictures and with masks of about kSampledSide pixels.
std::vector<ReconstructionView> coarse_masks(const std::vector<ReconstructionView>& views) {
  std::vector<ReconstructionView> result;
  for (const ReconstructionView& view : views) {
    if (!shows_something(view)) continue;
    const int step = sampling_step(view.camera);
    const Camera camera = view.camera.divided_by(step);
    std::vector<float> mask;
    for (int y = 0; y < camera.height; ++y) {
      for (int x = 0; x < camera.width; ++x) mask.push_back(view.coverage(x * step + step / 2, y * step + step / 2));
    }
    result.push_back({camera, {}, std::move(mask)});
  }
  return result;
}

/// A sphere that holds the object, in the unit cube; nothing if the views do not say where it is.
std::optional<ObjectPlacement> sphere_placement(const std::vector<ReconstructionView>& views) {
  std::vector<Silhouette> silhouettes;
  std::vector<Ray> rays;
  for (const ReconstructionView& view : views) {
    auto pixels = object_pixels(view);
    if (pixels.empty()) continue;
    silhouettes.push_back({view.camera, std::move(pixels)});
    rays.push_back(silhouettes.back().middle_ray());
  }
  const std::optional<Vec3> centre = meeting_point(rays);
  if (!centre) return std::nullopt;
  double radius = 0;
  for (const Silhouette& silhouette : silhouettes) radius = std::max(radius, silhouette.radius_about(*centre));
  if (radius == 0) return std::nullopt;
  return ObjectPlacement{*centre, kFilled / radius};
}

/// Takes out of a body in the sphere that holds the object what lies outside of the unit cube.
void cut_to_cube(ScalarGrid& coverage, const ObjectPlacement& sphere) {
  for (int z = 0; z < coverage.size; ++z) {
    for (int y = 0; y < coverage.size; ++y) {
      for (int x = 0; x < coverage.size; ++x) {
        const Vec3 position = sphere.centre + coverage.position(x, y, z) / sphere.scale;
        const double farthest = std::max({std::abs(position.x), std::abs(position.y), std::abs(position.z)});
        if (farthest > kHullHalfSide) coverage.at(x, y, z) = 0;
      }
    }
  }
}

/// Whether the unit cube cuts off what the views show: a body that may reach farther, into the sphere that holds the
/// object, explains more of the silhouettes than what of it is in the cube.
bool is_cut_off(std::vector<ReconstructionView> masks, const ObjectPlacement& sphere) {
  if (length(sphere.centre) + kFilled / sphere.scale <= kHullHalfSide) return false;
  place(masks, sphere);
  const int as_fine = static_cast<int>(std::clamp(kTrialSize / sphere.scale, 1.0 * kTrialSize, 2.0 * kTrialSize));
  try {
    VisualHull hull = carve_visual_hull(masks, as_fine);
    const double whole = hull.mean_iou();
    cut_to_cube(hull.coverage, sphere);
    hull.update_silhouettes(masks);
    return hull.mean_iou() < whole - kCutOffShare;
  } catch (const ContradictoryViewsError&) {
    return false;
  }
}

}  // namespace

std::optional<ObjectPlacement> bring_into_unit_cube(std::vector<ReconstructionView>& views) {
  std::for_each(views.begin(), views.end(), check_silhouette);
  std::optional<ObjectPlacement> placement = sphere_placement(views);
  if (!placement) return std::nullopt;
  std::vector<ReconstructionView> masks = coarse_masks(views);
  const bool is_small = kFilled / placement->scale <= kSmall;
  if (!is_small && share_outside(views) <= kMuchOutside && !is_cut_off(masks, *placement)) return std::nullopt;
  place(masks, *placement);
  try {
    placement = composed(*placement, placement_of(carve_visual_hull(masks)));
  } catch (const ContradictoryViewsError&) {
    // The sphere stays; who makes a surface of the views says what is wrong with them.
  }
  place(views, *placement);
  return placement;
}

void bring_back(Mesh& mesh, const ObjectPlacement& placement) {
  for (Vec3& vertex : mesh.vertices) vertex = vertex / placement.scale + placement.centre;
}

}  // namespace syncdreamer
