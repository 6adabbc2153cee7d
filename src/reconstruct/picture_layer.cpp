#include "reconstruct/picture_layer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/quantile.h"
#include "reconstruct/color_filling.h"
#include "reconstruct/picture_sampling.h"

namespace syncdreamer {
namespace {

constexpr float kFullCoverage = 0.97F;                    // of the object's own, see full_coverage
constexpr double kNoPaint = 0.12, kFullPaint = 0.32;      // cosines
constexpr double kReachOutside = 0.064;                   // of colours beyond the silhouette, object units
constexpr double kReachBehind = 0.008, kFeather = 0.012;  // of a rim, and what follows it, object units
constexpr double kSteepest = 5;   // slope to the camera, beyond which a place stands behind another one
constexpr int kNumOpacities = 4;  // between none and all

/// From which coverage on a pixel shows nothing but the object, which may be a little transparent as a whole.
float full_coverage(std::vector<float> mask) {
  std::erase_if(mask, [](float coverage) { return coverage <= 0.5F; });
  if (mask.empty()) return 1;
  return kFullCoverage * quantile(std::move(mask), 0.95);
}

/// By pixel: full where the picture shows the object and the surface lies before everything near, less by a step for
/// each larger neighbourhood that this takes.
std::vector<float> opacities(const RayTracer& tracer, const ReconstructionView& picture, float full) {
  const double pixel = pixel_size(picture);
  const std::vector<float> depth = depth_map(tracer, picture.camera);
  std::vector<float> result(depth.size(), 0);
  for (int step = 0; step < kNumOpacities; ++step) {
    const double outside = kReachOutside * (step + 1) / kNumOpacities;
    const double behind = kReachBehind + kFeather * step / (kNumOpacities - 1);
    const std::vector<float> coverage =
        largest_around(picture.mask, picture.camera, static_cast<int>(std::lround(outside / pixel)));
    const std::vector<float> nearest =
        smallest_around(depth, picture.camera, std::max(1, static_cast<int>(std::lround(behind / pixel))));
    for (std::size_t i = 0; i < depth.size(); ++i) {
      const bool is_behind = std::isfinite(depth[i]) && depth[i] - nearest[i] > kSteepest * behind;
      if (coverage[i] >= full && !is_behind) result[i] += 1.0F / kNumOpacities;
    }
  }
  return result;
}

}  // namespace

PictureLayer::PictureLayer(const RayTracer& tracer, const ReconstructionView& picture)
    : tracer_(tracer), camera_(picture.camera), colors_(picture.image) {
  const float full = full_coverage(picture.mask);
  opacity_ = opacities(tracer, picture, full);
  std::vector<bool> known;
  for (const float coverage : picture.mask) known.push_back(coverage >= full);
  fill_picture(colors_, std::move(known));
}

PictureLayer::Paint PictureLayer::at(Vec3 position, Vec3 normal) const {
  const double cosine = dot(normal, normalized(camera_.centre() - position));
  const double faced = std::clamp((cosine - kNoPaint) / (kFullPaint - kNoPaint), 0.0, 1.0);
  const auto place = place_in_picture(camera_, position);
  if (faced <= 0 || !place) return {};
  const double opacity = faced * place->of(opacity_);
  if (opacity <= 0 || is_hidden(tracer_, position, normal, camera_.centre())) return {};
  return {place->of(colors_), opacity};
}

}  // namespace syncdreamer
