#include "reconstruct/surface_colors.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "reconstruct/picture_sampling.h"

namespace syncdreamer {
namespace {

constexpr double kMinCosine = 0.05;
constexpr double kMinCoverage = 0.9;  // of a pixel by the object
constexpr double kUntrusted = 1e-3;   // share of a pixel's weight that is left near an edge
constexpr double kEdgeRadius = 2;     // pixels of the median view
constexpr double kSteepestSlope = 3;  // change of depth from pixel to pixel, pixels, beyond which it is a jump

}  // namespace

SurfaceColors::SurfaceColors(const Mesh& mesh, const std::vector<ReconstructionView>& views,
                             const ReconstructionView* picture)
    : views_(views), tracer_(mesh) {
  if (picture != nullptr) {
    check_view(*picture);
    layer_.emplace(tracer_, *picture);
  }
  const double median_pixel = pixel_size(views);
  for (const ReconstructionView& view : views) {
    check_view(view);
    const double pixels = median_pixel / pixel_size(view);  // along a pixel of the median view
    // A radius wider than the picture changes nothing.
    const double longer_side = std::max(view.camera.width, view.camera.height);
    const double edge_radius = std::clamp(std::round(kEdgeRadius * pixels), 1.0, longer_side);
    trust_.push_back(trusted_pixels(view, static_cast<int>(edge_radius)));
    sharpness_.push_back(pixels * pixels);
  }
}

std::vector<float> SurfaceColors::trusted_pixels(const ReconstructionView& view, int edge_radius) const {
  const Camera& camera = view.camera;
  const std::vector<float> depth = depth_map(tracer_, camera);
  const std::vector<float> coverage = smallest_around(view.mask, camera, edge_radius);
  const std::vector<float> nearest = smallest_around(depth, camera, edge_radius);
  const std::vector<float> farthest = largest_around(depth, camera, edge_radius);
  const double steepest = kSteepestSlope * edge_radius / std::min(camera.fx, camera.fy);  // a share of the depth
  std::vector<float> trusted(depth.size(), 0);
  for (std::size_t i = 0; i < depth.size(); ++i) {
    const bool is_smooth =
        farthest[i] - depth[i] <= steepest * depth[i] && depth[i] - nearest[i] <= steepest * depth[i];
    if (is_smooth && coverage[i] >= kMinCoverage) trusted[i] = 1;
  }
  return trusted;
}

std::optional<SurfaceColors::Contribution> SurfaceColors::seen_in(std::size_t view, Vec3 position, Vec3 normal) const {
  const Camera& camera = views_[view].camera;
  const double cosine = dot(normal, normalized(camera.centre() - position));
  if (cosine < kMinCosine) return std::nullopt;
  const auto place = place_in_picture(camera, position);
  if (!place || place->of(views_[view].mask) < kMinCoverage) return std::nullopt;
  if (is_hidden(tracer_, position, normal, camera.centre())) return std::nullopt;
  const double weight = std::pow(cosine, 4) * sharpness_[view] * std::max(kUntrusted, place->of(trust_[view]));
  return Contribution{place->of(views_[view].image), weight};
}

std::optional<Vec3> SurfaceColors::seen_by_views(Vec3 position, Vec3 normal) const {
  Vec3 sum;
  double weights = 0;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    const std::optional<Contribution> seen = seen_in(i, position, normal);
    if (!seen) continue;
    sum += seen->color * seen->weight;
    weights += seen->weight;
  }
  if (weights <= 0) return std::nullopt;
  return sum / weights;
}

std::optional<Vec3> SurfaceColors::at(Vec3 position, Vec3 normal) const {
  const auto paint = layer_ ? layer_->at(position, normal) : PictureLayer::Paint{};
  if (paint.opacity >= 1) return paint.color;
  const std::optional<Vec3> below = seen_by_views(position, normal);
  if (paint.opacity <= 0) return below;
  return below ? *below + (paint.color - *below) * paint.opacity : paint.color;
}

}  // namespace syncdreamer
