#include "reconstruct/view_agreement.h"

#include <algorithm>
#include <array>
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
constexpr int kRaysAtEdges = 3;           // of a pixel, in each direction
constexpr int kMaxRaysASide = 1024;       // of larger views, every second or third ... pixel is looked at

/// What a view sees of a mesh in one pixel.
struct SeenPixel {
  float coverage = 0;
  Vec3 color{1, 1, 1};  ///< sRGB-coded, on white
};

/// By `side` rays in each direction.
SeenPixel look_at_pixel(const Scene& scene, const CameraRays& rays, int x, int y, int side) {
  Vec3 sum{};  // linear
  int num_hits = 0;
  for (int i = 0; i < side * side; ++i) {
    const double u = x + (i % side + 0.5) / side, v = y + (i / side + 0.5) / side;
    const auto point = scene.trace(rays.origin(), rays.direction(u, v));
    if (!point) continue;
    sum += point->albedo;
    ++num_hits;
  }
  if (num_hits == 0) return {};
  const double coverage = static_cast<double>(num_hits) / (side * side);
  return {static_cast<float>(coverage), srgb_from_linear(sum / num_hits) * coverage + Vec3{1, 1, 1} * (1 - coverage)};
}

/// The pixels of a view, with one ray each, but for those along the silhouette.
std::vector<SeenPixel> look(const Scene& scene, const Camera& camera) {
  const CameraRays rays(camera);
  const int width = camera.width, height = camera.height;
  std::vector<SeenPixel> middles;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) middles.push_back(look_at_pixel(scene, rays, x, y, 1));
  }
  std::vector<SeenPixel> pixels = middles;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto index = [&](int u, int v) {
        return static_cast<std::size_t>(std::clamp(v, 0, height - 1)) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(std::clamp(u, 0, width - 1));
      };
      const float here = middles[index(x, y)].coverage;
      const std::array neighbours{index(x - 1, y), index(x + 1, y), index(x, y - 1), index(x, y + 1)};
      if (std::ranges::any_of(neighbours, [&](std::size_t i) { return middles[i].coverage != here; }))
        pixels[index(x, y)] = look_at_pixel(scene, rays, x, y, kRaysAtEdges);
    }
  }
  return pixels;
}

ViewAgreement compare_with_view(const Scene& scene, const ReconstructionView& view) {
  const std::vector<SeenPixel> pixels = look(scene, view.camera);
  std::vector<float> silhouette;
  double square = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    silhouette.push_back(pixels[i].coverage);
    for (int c = 0; c < 3; ++c)
      square += std::pow(pixels[i].color[c] - view.image.pixels[3 * i + static_cast<std::size_t>(c)] / 255.0, 2);
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
