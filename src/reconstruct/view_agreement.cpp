#include "reconstruct/view_agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/error.h"
#include "core/in_parallel.h"
#include "geometry/srgb.h"
#include "reconstruct/foreground_mask.h"
#include "render/pixel_samples.h"
#include "render/raytracer.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kSmallestError = 1e-10;  // mean square of a perfect picture: 100 dB
constexpr int kRaysAtEdges = 3;           // of a pixel, in each direction
constexpr int kMaxRaysASide = 256;        // of larger views, every second or third ... pixel is looked at

/// What a view sees of a mesh: the pixels along its silhouette with more than one ray.
std::vector<PixelMean> look(const Scene& scene, const Camera& camera) {
  const CameraRays rays(camera);
  const auto see = [&](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    const auto point = scene.trace(origin, direction);
    if (!point) return std::nullopt;
    return point->albedo;
  };
  return pixels_with_fine_edges(
      camera, kRaysAtEdges, [&](int x, int y, int side) { return mean_of_pixel(rays, x, y, side, see); },
      [](const PixelMean& a, const PixelMean& b) { return a.coverage != b.coverage; });
}

ViewAgreement compare_with_view(const Scene& scene, const ReconstructionView& view) {
  const std::vector<PixelMean> pixels = look(scene, view.camera);
  std::vector<float> silhouette;
  double square = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double coverage = pixels[i].coverage;
    silhouette.push_back(static_cast<float>(coverage));
    const Vec3 on_white = srgb_from_linear(pixels[i].color) * coverage + Vec3{1, 1, 1} * (1 - coverage);
    for (int c = 0; c < 3; ++c)
      square += std::pow(on_white[c] - view.image.pixels[3 * i + static_cast<std::size_t>(c)] / 255.0, 2);
  }
  const double mean_square = square / (3.0 * static_cast<double>(pixels.size()));
  return {mask_iou(silhouette, view.mask), -10 * std::log10(std::max(mean_square, kSmallestError))};
}

/// Of the mesh's silhouette and the view's mask.
double silhouette_iou(const RayTracer& tracer, const ReconstructionView& view) {
  const int width = view.camera.width, height = view.camera.height;
  const int step = (std::max(width, height) + kMaxRaysASide - 1) / kMaxRaysASide;
  const CameraRays rays(view.camera);
  std::vector<float> silhouette, mask;
  for (int y = step / 2; y < height; y += step) {
    for (int x = step / 2; x < width; x += step) {
      silhouette.push_back(tracer.trace(rays.origin(), rays.direction_of_pixel(x, y)) ? 1 : 0);
      mask.push_back(view.coverage(x, y));
    }
  }
  return mask_iou(silhouette, mask);
}

}  // namespace

std::vector<ViewAgreement> compare_with_views(const Mesh& mesh, const std::vector<ReconstructionView>& views) {
  std::for_each(views.begin(), views.end(), check_view);
  if (views.empty()) return {};
  const Scene scene(make_scene_object(mesh), pixel_size(views));
  std::vector<ViewAgreement> agreements(views.size());
  in_parallel(views.size(), [&](std::size_t k) { agreements[k] = compare_with_view(scene, views[k]); });
  return agreements;
}

double mean_silhouette_iou(const Mesh& mesh, const std::vector<ReconstructionView>& views) {
  check(!views.empty(), "mean_silhouette_iou: needs views");
  std::for_each(views.begin(), views.end(), check_silhouette);
  if (mesh.empty()) return 0;
  const RayTracer tracer(mesh);
  std::vector<double> ious(views.size());
  in_parallel(views.size(), [&](std::size_t k) { ious[k] = silhouette_iou(tracer, views[k]); });
  return std::accumulate(ious.begin(), ious.end(), 0.0) / static_cast<double>(views.size());
}

}  // namespace syncdreamer
