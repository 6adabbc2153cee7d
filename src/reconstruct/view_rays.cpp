#include "reconstruct/view_rays.h"

#include <numeric>
#include <optional>

#include "core/in_parallel.h"
#include "core/random.h"
#include "geometry/mesh.h"

namespace syncdreamer {
namespace {

/// The ray through the whole cube, or nothing if it misses the cube.
std::optional<GridRay> ray_through_cube(const FieldGrid& grid, const Vec3& centre, const Vec3& direction,
                                        float step_length) {
  const double last = grid.size - 1;
  const Vec3 origin = grid.samples_of(centre);
  const auto interval = ray_interval({{0, 0, 0}, {last, last, last}}, origin, direction);
  if (!interval) return std::nullopt;
  const auto [enter, leave] = *interval;
  GridRay ray;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    ray.start[axis] = static_cast<float>(origin[static_cast<int>(axis)] + enter * direction[static_cast<int>(axis)]);
    ray.step[axis] = static_cast<float>(direction[static_cast<int>(axis)]) * step_length;
  }
  ray.num_steps = static_cast<int>((leave - enter) / static_cast<double>(step_length));
  return ray;
}

/// Cuts a ray to its active part, one free step kept before it, unless it begins within that part because the camera
/// stands there. \return whether there is one.
bool cut_to_active(const FieldGrid& grid, GridRay& ray) {
  int first = -1, last = -1;
  for (int i = 0; i <= ray.num_steps; ++i) {
    if (!grid.find_cell(ray.at(i))) continue;
    if (first < 0) first = i;
    last = i;
  }
  if (first < 0) return false;
  if (!grid.find_cell(ray.at(first - 1))) --first;  // it may be outside of the cube
  ray.start = ray.at(first);
  ray.num_steps = last - first;
  return true;
}

std::vector<ViewRay> rays_of(const FieldGrid& grid, const ReconstructionView& view, float step_length, double share,
                             Random random) {
  std::vector<ViewRay> rays;
  const Vec3 centre = view.camera.centre();
  for_each_pixel_ray(view.camera, [&](int x, int y, const Vec3& direction) {
    if (share < 1 && !random.chance(share)) return;
    std::optional<GridRay> ray = ray_through_cube(grid, centre, direction, step_length);
    if (!ray || !cut_to_active(grid, *ray)) return;
    ViewRay& added = rays.emplace_back();
    added.ray = *ray;
    added.mask = view.coverage(x, y);
    for (int c = 0; c < 3; ++c)
      added.color[static_cast<std::size_t>(c)] = static_cast<float>(view.image.at(x, y, c)) / 255.0F;
  });
  return rays;
}

}  // namespace

std::vector<ViewRay> rays_through(const FieldGrid& grid, const std::vector<ReconstructionView>& views,
                                  float step_length, std::int64_t most_pixels) {
  const double share = share_of_pixels(views, most_pixels);
  std::vector<std::vector<ViewRay>> by_view(views.size());
  in_parallel(views.size(),
              [&](std::size_t k) { by_view[k] = rays_of(grid, views[k], step_length, share, Random(k)); });
  std::vector<ViewRay> rays;
  rays.reserve(std::accumulate(by_view.begin(), by_view.end(), std::size_t{0},
                               [](std::size_t sum, const auto& some) { return sum + some.size(); }));
  for (auto& some : by_view) {
    rays.insert(rays.end(), some.begin(), some.end());
    std::vector<ViewRay>().swap(some);  // held twice, those of large pictures would take gigabytes
  }
  return rays;
}

}  // namespace syncdreamer
