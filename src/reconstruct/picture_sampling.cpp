#include "reconstruct/picture_sampling.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>

#include "core/in_parallel.h"

namespace syncdreamer {
namespace {

constexpr double kRayOffset = 1e-3;  // object units

/// The best of each number of a line and of those up to `radius` places before and after it. A number becomes a
/// candidate once and is dropped once, so that the radius costs nothing.
template <class IsBetter>
std::vector<float> best_around(const std::vector<float>& line, int radius, IsBetter is_better) {
  const int length = static_cast<int>(line.size());
  std::vector<float> best(line.size());
  std::deque<int> candidates;  // places within reach that no later one is as good as; so the first is the best
  for (int i = 0, next = 0; i < length; ++i) {
    for (; next < length && next <= i + radius; ++next) {
      while (!candidates.empty() && !is_better(line[candidates.back()], line[next])) candidates.pop_back();
      candidates.push_back(next);
    }
    if (candidates.front() < i - radius) candidates.pop_front();
    best[i] = line[candidates.front()];
  }
  return best;
}

/// The same in both directions of a picture's values.
template <class IsBetter>
void choose_around(std::vector<float>& values, const Camera& camera, int radius, IsBetter is_better) {
  const auto along = [&](int length, int num_lines, std::size_t step, std::size_t line_step) {
    in_parallel(num_lines, [&](int k) {
      std::vector<float> line(static_cast<std::size_t>(length));
      float* const first = &values[k * line_step];
      for (int i = 0; i < length; ++i) line[i] = first[i * step];
      const std::vector<float> best = best_around(line, radius, is_better);
      for (int i = 0; i < length; ++i) first[i * step] = best[i];
    });
  };
  const auto width = static_cast<std::size_t>(camera.width);
  along(camera.width, camera.height, 1, width);
  along(camera.height, camera.width, width, 1);
}

}  // namespace

BilinearPlace::BilinearPlace(const Camera& camera, double u, double v) {
  const double x = std::clamp(u - 0.5, 0.0, camera.width - 1.0), y = std::clamp(v - 0.5, 0.0, camera.height - 1.0);
  const int left = static_cast<int>(x), top = static_cast<int>(y);
  const int right = std::min(left + 1, camera.width - 1), bottom = std::min(top + 1, camera.height - 1);
  const auto pixel = [&](int i, int j) { return static_cast<std::size_t>(j) * camera.width + i; };
  pixels = {pixel(left, top), pixel(right, top), pixel(left, bottom), pixel(right, bottom)};
  const double a = x - left, b = y - top;
  weights = {(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b};
}

double BilinearPlace::of(const std::vector<float>& values) const {
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum += weights[i] * values[pixels[i]];
  return sum;
}

Vec3 BilinearPlace::of(const Image& image) const {
  Vec3 sum;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint8_t* pixel = &image.pixels[pixels[i] * image.channels];
    sum += Vec3{pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0} * weights[i];
  }
  return sum;
}

std::optional<BilinearPlace> place_in_picture(const Camera& camera, Vec3 position) {
  const auto pixel = camera.project(position);
  if (!pixel) return std::nullopt;
  const auto [u, v] = *pixel;
  if (u < 0 || v < 0 || u > camera.width || v > camera.height) return std::nullopt;
  return BilinearPlace(camera, u, v);
}

std::vector<float> depth_map(const RayTracer& tracer, const Camera& camera) {
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

std::vector<float> smallest_around(std::vector<float> values, const Camera& camera, int radius) {
  choose_around(values, camera, radius, std::less());
  return values;
}

std::vector<float> largest_around(std::vector<float> values, const Camera& camera, int radius) {
  choose_around(values, camera, radius, std::greater());
  return values;
}

bool is_hidden(const RayTracer& tracer, Vec3 position, Vec3 normal, Vec3 centre) {
  const Vec3 to_camera = centre - position, direction = normalized(to_camera);
  const auto obstacle = tracer.trace(position + (normal + direction) * kRayOffset, direction);
  return obstacle && obstacle->distance + kRayOffset < length(to_camera);
}

}  // namespace syncdreamer
