#include "reconstruct/view_agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/in_parallel.h"
#include "geometry/srgb.h"
#include "reconstruct/foreground_mask.h"
#include "render/raytracer.h"
#include "render/scene.h"

namespace syncdreamer {
namespace {

constexpr double kSmallestError = 1e-10;  // mean square of a perfect picture: 100 dB

ViewAgreement compare_with_view(const Scene& scene, const ReconstructionView& view) {
  const Camera& camera = view.camera;
  const Vec3 origin = camera.centre();
  std::vector<float> silhouette;
  double square = 0;
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) {
      const auto point = scene.trace(origin, camera.ray_direction(x + 0.5, y + 0.5));
      silhouette.push_back(point ? 1 : 0);
      const Vec3 color = point ? srgb_from_linear(point->albedo) : Vec3{1, 1, 1};
      for (int c = 0; c < 3; ++c) square += std::pow(color[c] - view.image.at(x, y, c) / 255.0, 2);
    }
  }
  const double mean_square = square / (3.0 * static_cast<double>(silhouette.size()));
  return {mask_iou(silhouette, view.mask), -10 * std::log10(std::max(mean_square, kSmallestError))};
}

/// By pixel, one where the ray through its centre meets the mesh, otherwise zero.
std::vector<float> silhouette_of(const RayTracer& tracer, const Camera& camera) {
  std::vector<float> silhouette;
  const Vec3 origin = camera.centre();
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x)
      silhouette.push_back(tracer.trace(origin, camera.ray_direction(x + 0.5, y + 0.5)) ? 1 : 0);
  }
  return silhouette;
}

}  // namespace

std::vector<ViewAgreement> compare_with_views(const Mesh& mesh, const std::vector<ReconstructionView>& views) {
  const Scene scene(make_scene_object(mesh));
  std::vector<ViewAgreement> agreements(views.size());
  in_parallel(views.size(), [&](std::size_t k) { agreements[k] = compare_with_view(scene, views[k]); });
  return agreements;
}

double mean_silhouette_iou(const Mesh& mesh, const std::vector<ReconstructionView>& views) {
  if (mesh.empty()) return 0;
  const RayTracer tracer(mesh);
  std::vector<double> ious(views.size());
  in_parallel(views.size(),
              [&](std::size_t k) { ious[k] = mask_iou(silhouette_of(tracer, views[k].camera), views[k].mask); });
  return std::accumulate(ious.begin(), ious.end(), 0.0) / static_cast<double>(views.size());
}

}  // namespace syncdreamer
