#include "reconstruct/reconstruction_view.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/quantile.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {
namespace {

constexpr double kNearest = 0.5;  // object units: half a side of the cube that the object fills

}  // namespace

void check_silhouette(const ReconstructionView& view) {
  const Camera& camera = view.camera;
  check(std::min(camera.width, camera.height) >= kMinViewSide, "a view's camera has too few pixels");
  check(view.mask.size() == static_cast<std::size_t>(camera.width) * static_cast<std::size_t>(camera.height),
        "a view's mask does not have its camera's size");
  check_camera(camera);
}

void check_view(const ReconstructionView& view) {
  check_silhouette(view);
  check_image(view.image);
  check(view.image.width == view.camera.width && view.image.height == view.camera.height && view.image.channels == 3,
        "a view's picture is not RGB of its camera's size");
}

void check_views(const std::vector<ReconstructionView>& views) {
  for (std::size_t k = 0; k < views.size(); ++k) {
    try {
      check_view(views[k]);
      check(std::ranges::all_of(views[k].mask, [](float m) { return m >= 0 && m <= 1; }),
            "a view's mask has values that are not from 0 to 1");
    } catch (const std::logic_error& error) {
      throw std::logic_error("view " + std::to_string(k) + ": " + error.what());
    }
  }
}

ReconstructionView make_view(const Image& image, const Camera& camera) {
  check(image.width == camera.width && image.height == camera.height, "make_view: the picture has another size");
  return {camera, blend_on_white(image), foreground_mask(image)};
}

std::vector<ReconstructionView> make_views(const std::vector<Image>& pictures,
                                           const std::vector<Viewpoint>& viewpoints) {
  check(pictures.size() == viewpoints.size(), "make_views: needs a viewpoint for each picture");
  std::vector<ReconstructionView> views;
  for (const Image& picture : pictures) {
    check(picture.width == picture.height, "make_views: a picture is not square");
    views.push_back(make_view(picture, camera_at(viewpoints[views.size()], picture.width)));
  }
  return views;
}

bool shows_something(const ReconstructionView& view) {
  return std::any_of(view.mask.begin(), view.mask.end(), [](float m) { return m > 0.5F; });
}

double share_of_pixels(const std::vector<ReconstructionView>& views, std::int64_t num_pixels) {
  double all = 0;
  for (const ReconstructionView& view : views) all += static_cast<double>(view.mask.size());
  return static_cast<double>(num_pixels) / all;
}

double pixel_size(const ReconstructionView& view) {
  // A camera may stand amid the object's cube.
  const double distance = std::max(length(view.camera.centre()), kNearest);
  return distance / std::min(view.camera.fx, view.camera.fy);
}

double pixel_size(const std::vector<ReconstructionView>& views) {
  check(!views.empty(), "pixel_size: needs views");
  std::vector<double> sizes;
  for (const ReconstructionView& view : views) sizes.push_back(pixel_size(view));
  return quantile(std::move(sizes), 0.5);
}

}  // namespace syncdreamer
