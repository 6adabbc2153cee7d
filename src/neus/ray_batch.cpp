#include "neus/ray_batch.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/error.h"
#include "core/random.h"
#include "geometry/camera.h"
#include "image/image.h"

namespace syncdreamer {
namespace {

/// Vectors as `[P, 3]`.
at::Tensor tensor_of(const std::vector<Vec3>& vectors) {
  at::Tensor result = at::empty({static_cast<std::int64_t>(vectors.size()), 3});
  float* coordinate = result.data_ptr<float>();
  for (const Vec3& vector : vectors) {
    for (int axis = 0; axis < 3; ++axis) *coordinate++ = static_cast<float>(vector[axis]);
  }
  return result;
}

/// \param share  of its pixels.
RayBatch rays_of_view(const ReconstructionView& view, double share, Random& random) {
  check_view(view);
  const Image& image = view.image;
  std::vector<Vec3> directions, colors;
  std::vector<float> masks;
  for_each_pixel_ray(view.camera, [&](int x, int y, const Vec3& direction) {
    if (share < 1 && !random.chance(share)) return;
    directions.push_back(direction);
    colors.push_back(Vec3{image.at(x, y, 0) / 255.0, image.at(x, y, 1) / 255.0, image.at(x, y, 2) / 255.0});
    masks.push_back(view.coverage(x, y));
  });
  const auto count = static_cast<std::int64_t>(masks.size());
  return {tensor_of({view.camera.centre()}).repeat({count, 1}), tensor_of(directions), tensor_of(colors),
          at::tensor(masks).view({count, 1})};
}

}  // namespace

RayBatch RayBatch::select(const at::Tensor& indices) const {
  return {origins.index_select(0, indices), directions.index_select(0, indices), colors.index_select(0, indices),
          masks.index_select(0, indices)};
}

RayBatch RayBatch::part(std::int64_t first, std::int64_t count) const {
  return {origins.narrow(0, first, count), directions.narrow(0, first, count), colors.narrow(0, first, count),
          masks.narrow(0, first, count)};
}

RayBatch RayBatch::to(c10::Device device) const {
  return {origins.to(device), directions.to(device), colors.to(device), masks.to(device)};
}

RayBatch rays_of_views(const std::vector<ReconstructionView>& views, std::int64_t most_pixels) {
  check(!views.empty(), "rays_of_views: there are no views");
  const double share = share_of_pixels(views, most_pixels);
  Random random(1);
  std::vector<at::Tensor> origins, directions, colors, masks;
  for (const ReconstructionView& view : views) {
    const RayBatch rays = rays_of_view(view, share, random);
    origins.push_back(rays.origins);
    directions.push_back(rays.directions);
    colors.push_back(rays.colors);
    masks.push_back(rays.masks);
  }
  return {at::cat(origins), at::cat(directions), at::cat(colors), at::cat(masks)};
}

}  // namespace syncdreamer
