#include "neus/ray_batch.h"

#include <algorithm>

#include "core/error.h"

namespace syncdreamer {
namespace {

RayBatch rays_of_view(const ReconstructionView& view) {
  const Image& image = view.image;
  const int64_t count = static_cast<int64_t>(image.width) * image.height;
  check(image.channels == 3, "rays_of_views: the picture is not RGB");
  check(image.width == view.camera.width && image.height == view.camera.height &&
            static_cast<int64_t>(view.mask.size()) == count,
        "rays_of_views: picture, mask and camera have different sizes");
  std::vector<Vec3> directions;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) directions.push_back(view.camera.ray_direction(x + 0.5, y + 0.5));
  }
  const RayBatch rays{tensor_of({view.camera.centre()}).repeat({count, 1}), tensor_of(directions),
                      at::empty({count, 3}), at::empty({count, 1})};
  float* const color = rays.colors.data_ptr<float>();
  for (size_t i = 0; i < image.pixels.size(); ++i) color[i] = static_cast<float>(image.pixels[i]) / 255;
  std::copy(view.mask.begin(), view.mask.end(), rays.masks.data_ptr<float>());
  return rays;
}

}  // namespace

at::Tensor tensor_of(const std::vector<Vec3>& vectors) {
  at::Tensor result = at::empty({static_cast<int64_t>(vectors.size()), 3});
  float* coordinate = result.data_ptr<float>();
  for (const Vec3& vector : vectors) {
    for (int axis = 0; axis < 3; ++axis) *coordinate++ = static_cast<float>(vector[axis]);
  }
  return result;
}

RayBatch RayBatch::select(const at::Tensor& indices) const {
  return {origins.index_select(0, indices), directions.index_select(0, indices), colors.index_select(0, indices),
          masks.index_select(0, indices)};
}

RayBatch RayBatch::part(int64_t first, int64_t count) const {
  return {origins.narrow(0, first, count), directions.narrow(0, first, count), colors.narrow(0, first, count),
          masks.narrow(0, first, count)};
}

RayBatch RayBatch::to(c10::Device device) const {
  return {origins.to(device), directions.to(device), colors.to(device), masks.to(device)};
}

RayBatch rays_of_views(const std::vector<ReconstructionView>& views) {
  check(!views.empty(), "rays_of_views: there are no views");
  std::vector<at::Tensor> origins, directions, colors, masks;
  for (const ReconstructionView& view : views) {
    const RayBatch rays = rays_of_view(view);
    origins.push_back(rays.origins);
    directions.push_back(rays.directions);
    colors.push_back(rays.colors);
    masks.push_back(rays.masks);
  }
  return {at::cat(origins), at::cat(directions), at::cat(colors), at::cat(masks)};
}

}  // namespace syncdreamer
