#include "reconstruct/view_agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/in_parallel.h"
#include "geometry/srgb.h"
#include "reconstruct/foreground_mask.h"
#include "render/raytracer.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kSmallestError = 1e-10;  // mean square of a perfect picture: 100 dB
constexpr int kMaxRaysASide = 1024;       // of larger views, every second or third ... pixel is looked at

ViewAgreement compare_with_view(const Scene& scene, const ReconstructionView& view) {
  const Vec3 origin = view.camera.centre();
  std::vector<float> silhouette;
  double square = 0;
  for_each_pixel_ray(view.camera, [&](int x, int y, const Vec3& direction) {
    const auto point = scene.trace(origin, direction);
    silhouette.push_back(point ? 1 : 0);
    const Vec3 color = point ? srgb_from_linear(point->albedo) : Vec3{1, 1, 1};
    for (int c = 0; c < 3; ++c) square += std::pow(color[c] - view.image.at(x, y, c) / 255.0, 2);
  });
  const double mean_square = square / (3.0 * static_cast<double>(silhouette.size()));
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
