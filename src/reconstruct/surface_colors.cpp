#include "reconstruct/surface_colors.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "core/in_parallel.h"

namespace syncdreamer {
namespace {

constexpr double kMinCosine = 0.05;
constexpr double kMinCoverage = 0.9;  // of a pixel by the object
constexpr double kUntrusted = 1e-3;   // share of a pixel's weight that is left near an edge
constexpr double kEdgeRadius = 2;     // pixels of the median view
constexpr double kSteepestSlope = 3;  // change of depth from pixel to pixel, pixels, beyond which it is a jump
constexpr double kRayOffset = 1e-3;   // object units

/// The four pixels around an image point and their bilinear weights; outside the picture the border's pixels count.
struct BilinearPlace {
  std::array<std::size_t, 4> pixels;
  std::array<double, 4> weights;

  BilinearPlace(const Camera& camera, double u, double v) {
    const double x = std::clamp(u - 0.5, 0.0, camera.width - 1.0), y = std::clamp(v - 0.5, 0.0, camera.height - 1.0);
    const int left = static_cast<int>(x), top = static_cast<int>(y);
    const int right = std::min(left + 1, camera.width - 1), bottom = std::min(top + 1, camera.height - 1);
    const auto pixel = [&](int i, int j) { return static_cast<std::size_t>(j) * camera.width + i; };
    pixels = {pixel(left, top), pixel(right, top), pixel(left, bottom), pixel(right, bottom)};
    const double a = x - left, b = y - top;
    weights = {(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b};
  }

  double of(const std::vector<float>& values) const {
    double sum = 0;
    for (std::size_t i = 0; i < 4; ++i) sum += weights[i] * values[pixels[i]];
    return sum;
  }
  Vec3 of(const Image& image) const {
    Vec3 sum;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint8_t* pixel = &image.pixels[pixels[i] * image.channels];
      sum += Vec3{pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0} * weights[i];
    }
    return sum;
  }
};

void check_view(const ReconstructionView& view) {
  const std::size_t num_pixels = static_cast<std::size_t>(view.camera.width) * view.camera.height;
  check(view.image.channels >= 3 && view.image.pixels.size() == num_pixels * view.image.channels,
        "SurfaceColors: a view's picture does not fit its camera");
  check(view.mask.size() == num_pixels, "SurfaceColors: a view's mask does not fit its camera");
}

/// Depth along the camera's axis at every pixel's centre, infinite where the ray meets nothing.
std::vector<float> depths(const RayTracer& tracer, const Camera& camera) {
  std::vector<float> result(static_cast<std::size_t>(camera.width) * camera.height, INFINITY);
  const CameraRays rays(camera);
  in_parallel(camera.height, [&](int y) {
    for (int x = 0; x < camera.width; ++x) {
      const Vec3 direction = rays.direction_of_pixel(x, y);
      const auto hit = tracer.trace(rays.origin(), direction);
      if (!hit) continue;
      const Vec3 point = camera.cam_from_world(rays.origin() + direction * hit->distance);
      result[static_cast<std::size_t>(y) * camera.width + x] = static_cast<float>(point.z);
    }
  });
  return result;
}

/// The smallest or largest value among the pixels at most `radius` rows and columns away.
template <class Choose>
std::vector<float> over_neighbours(std::vector<float> values, const Camera& picture, int radius, Choose choose) {
  const auto along = [&](int length, int num_lines, std::size_t step, std::size_t line_step) {
    in_parallel(num_lines, [&](int k) {
      std::vector<float> line(static_cast<std::size_t>(length));
      float* const first = &values[k * line_step];
      for (int i = 0; i < length; ++i) line[i] = first[i * step];
      for (int i = 0; i < length; ++i) {
        float& chosen = first[i * step];
        for (int j = std::max(0, i - radius); j <= std::min(length - 1, i + radius); ++j)
          chosen = choose(chosen, line[j]);
      }
    });
  };
  const auto width = static_cast<std::size_t>(picture.width);
  along(picture.width, picture.height, 1, width);
  along(picture.height, picture.width, width, 1);
  return values;
}

}  // namespace

SurfaceColors::SurfaceColors(const Mesh& mesh, const std::vector<ReconstructionView>& views)
    : views_(views), tracer_(mesh) {
  const double median_pixel = pixel_size(views);
  for (const ReconstructionView& view : views) {
    check_view(view);
    const double pixels = median_pixel / pixel_size(view);  // along a pixel of the median view
    trust_.push_back(trusted_pixels(view, std::max(1, static_cast<int>(std::lround(kEdgeRadius * pixels)))));
    sharpness_.push_back(pixels * pixels);
  }
}

std::vector<float> SurfaceColors::trusted_pixels(const ReconstructionView& view, int edge_radius) const {
  const Camera& camera = view.camera;
  const std::vector<float> depth = depths(tracer_, camera);
  const auto smaller = [](float a, float b) { return std::min(a, b); };
  const auto larger = [](float a, float b) { return std::max(a, b); };
  const std::vector<float> coverage = over_neighbours(view.mask, camera, edge_radius, smaller);
  const std::vector<float> nearest = over_neighbours(depth, camera, edge_radius, smaller);
  const std::vector<float> farthest = over_neighbours(depth, camera, edge_radius, larger);
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
  const Vec3 to_camera = camera.centre() - position;
  const Vec3 direction = normalized(to_camera);
  const double cosine = dot(normal, direction);
  if (cosine < kMinCosine) return std::nullopt;
  const auto pixel = camera.project(position);
  if (!pixel) return std::nullopt;
  const auto [u, v] = *pixel;
  if (u < 0 || v < 0 || u > camera.width || v > camera.height) return std::nullopt;
  const BilinearPlace place(camera, u, v);
  if (place.of(views_[view].mask) < kMinCoverage) return std::nullopt;
  const auto obstacle = tracer_.trace(position + normal * kRayOffset, direction, kRayOffset);
  if (obstacle && obstacle->distance < length(to_camera)) return std::nullopt;
  const double weight =
      std::pow(cosine, 4) * views_[view].color_weight * sharpness_[view] * std::max(kUntrusted, place.of(trust_[view]));
  return Contribution{place.of(views_[view].image), weight};
}

std::optional<Vec3> SurfaceColors::at(Vec3 position, Vec3 normal) const {
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

}  // namespace syncdreamer
