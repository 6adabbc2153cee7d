#include "render/render_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "core/cores.h"
#include "core/error.h"
#include "core/in_parallel.h"
#include "core/random.h"
#include "geometry/srgb.h"

namespace syncdreamer {
namespace {

/// What the samples of a pixel saw, on average.
struct SampledPixel {
  Vec3 albedo{};
  Vec3 light{};
  Vec3 normal{};
  double distance = 0;  ///< from the camera's centre
  int hits = 0;
};

/// What a camera's pixels saw.
struct SampledPicture {
  int width = 0, height = 0;
  double pixel_size = 0;  ///< at the distance of the origin, object units
  std::vector<SampledPixel> pixels;

  explicit SampledPicture(const Camera& camera)
      : width(camera.width),
        height(camera.height),
        pixel_size(length(camera.centre()) / camera.fx),
        pixels(static_cast<std::size_t>(camera.width) * camera.height) {}

  SampledPixel& at(int x, int y) { return pixels[static_cast<std::size_t>(y) * width + x]; }
  const SampledPixel& at(int x, int y) const { return pixels[static_cast<std::size_t>(y) * width + x]; }
};

/// Pixels first to last, last excluded.
struct PixelRange {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/// The part of the picture outside of which the box is not seen.
PixelRange range_of(const Box& box, const Camera& camera) {
  if (box.empty()) return {};
  double u0 = 1e300, v0 = 1e300, u1 = -1e300, v1 = -1e300;
  for (int k = 0; k < 8; ++k) {
    const auto pixel =
        camera.project({k & 1 ? box.max.x : box.min.x, k & 2 ? box.max.y : box.min.y, k & 4 ? box.max.z : box.min.z});
    if (!pixel) return {0, 0, camera.width, camera.height};
    u0 = std::min(u0, (*pixel)[0]), u1 = std::max(u1, (*pixel)[0]);
    v0 = std::min(v0, (*pixel)[1]), v1 = std::max(v1, (*pixel)[1]);
  }
  const auto within = [](double value, int limit) { return static_cast<int>(std::clamp<double>(value, 0, limit)); };
  return {within(std::floor(u0) - 1, camera.width), within(std::floor(v0) - 1, camera.height),
          within(std::ceil(u1) + 1, camera.width), within(std::ceil(v1) + 1, camera.height)};
}

SampledPixel sample_pixel(const Scene& scene, const CameraRays& rays, const RenderOptions& options,
                          std::array<int, 2> place, std::uint64_t seed) {
  const auto [x, y] = place;
  const int side = options.samples_a_side();
  const std::uint64_t pixel = mix_bits(seed + static_cast<std::uint64_t>(y) * 65536 + static_cast<std::uint64_t>(x));
  Random jitter(pixel ^ 0x7fb5d329728ea185ULL);
  SampledPixel sum;
  for (int s = 0; s < side * side; ++s) {
    const int row = s / side, column = s % side;
    const double u = x + (column + jitter.uniform()) / side, v = y + (row + jitter.uniform()) / side;
    const std::optional<SurfacePoint> hit = scene.trace(rays.origin(), rays.direction(u, v));
    if (!hit) continue;
    sum.albedo += hit->albedo;
    sum.light += gather_light(scene, *hit, options.light, pixel, sum.hits * options.light.num_rays);
    sum.normal += hit->geometric_normal;
    sum.distance += hit->distance;
    ++sum.hits;
  }
  if (sum.hits == 0) return sum;
  const double share = 1.0 / sum.hits;
  sum.albedo = sum.albedo * share, sum.light = sum.light * share, sum.normal = sum.normal * share;
  sum.distance *= share;
  return sum;
}

/// How far two pixels show the same smooth surface, 0 to 1.
double kinship(const SampledPixel& a, const SampledPixel& b, double pixel_size) {
  const double turn = std::max(0.0, dot(a.normal, b.normal));
  const double step = (a.distance - b.distance) / (6 * pixel_size);
  return turn * turn * turn * turn * std::exp(-step * step);
}

/// The light at a pixel, averaged over the 5x5 pixels around it that show the same surface.
Vec3 smoothed_light(const SampledPicture& picture, int x, int y) {
  static constexpr std::array<double, 3> kFalloff{1.0, 0.8, 0.45};
  const SampledPixel& centre = picture.at(x, y);
  Vec3 sum{};
  double total = 0;
  for (int j = std::max(0, y - 2); j <= std::min(picture.height - 1, y + 2); ++j) {
    for (int i = std::max(0, x - 2); i <= std::min(picture.width - 1, x + 2); ++i) {
      const SampledPixel& other = picture.at(i, j);
      if (other.hits == 0) continue;
      const bool is_centre = i == x && j == y;
      const double weight = kFalloff[static_cast<std::size_t>(std::abs(i - x))] *
                            kFalloff[static_cast<std::size_t>(std::abs(j - y))] *
                            (is_centre ? 1 : kinship(centre, other, picture.pixel_size)) * other.hits;
      sum += other.light * weight;
      total += weight;
    }
  }
  return sum / total;
}

DepthImage16 render_depth(const Scene& scene, const Camera& camera) {
  DepthImage16 depth(camera.width, camera.height, std::numeric_limits<std::uint16_t>::max());
  const Vec3 origin = camera.centre(), forward = camera.rotation.rows[2];
  for_each_pixel_ray(camera, [&](int x, int y, const Vec3& direction) {
    const std::optional<SurfacePoint> hit = scene.trace(origin, direction);
    if (!hit) return;
    const double level = (hit->distance * dot(direction, forward) - kDepthMin) / kDepthRange;
    depth.at(x, y) = static_cast<std::uint16_t>(std::clamp(level, 0.0, 1.0) * 65535 + 0.5);
  });
  return depth;
}

}  // namespace

int RenderOptions::samples_a_side() const {
  return static_cast<int>(std::ceil(std::sqrt(static_cast<double>(samples))));
}

int RenderOptions::num_threads() const {
  return threads > 0 ? threads : num_allowed_cores();
}

RenderedView render_view(const Scene& scene, const Camera& camera, const RenderOptions& options, std::uint64_t seed) {
  check_camera(camera);
  check(camera.width > 0 && camera.height > 0, "render_view: the picture has no pixels");
  SampledPicture picture(camera);
  const CameraRays rays(camera);
  const PixelRange range = range_of(bounding_box(scene.mesh()), camera);
  for (int y = range.y0; y < range.y1; ++y) {
    for (int x = range.x0; x < range.x1; ++x) picture.at(x, y) = sample_pixel(scene, rays, options, {x, y}, seed);
  }
  const double side = options.samples_a_side();
  RenderedView view;
  view.image = Image(camera.width, camera.height, 4);
  for (int y = range.y0; y < range.y1; ++y) {
    for (int x = range.x0; x < range.x1; ++x) {
      const SampledPixel& pixel = picture.at(x, y);
      if (pixel.hits == 0) continue;
      const Vec3 light = smoothed_light(picture, x, y);
      for (int c = 0; c < 3; ++c) {
        view.image.at(x, y, c) = byte_from_unit(srgb_from_linear(pixel.albedo[c] * light[c]));
      }
      view.image.at(x, y, 3) = byte_from_unit(pixel.hits / (side * side));
    }
  }
  if (options.depth) view.depth = render_depth(scene, camera);
  return view;
}

std::vector<RenderedView> render_views(const Scene& scene, const std::vector<Camera>& cameras,
                                       const RenderOptions& options) {
  std::vector<RenderedView> views(cameras.size());
  const auto render = [&](std::size_t i) {
    const auto seed = static_cast<std::uint64_t>(options.seed) * 1000003 + i;
    views[i] = render_view(scene, cameras[i], options, mix_bits(seed + 1));
  };
  in_parallel(cameras.size(), render, options.num_threads());
  return views;
}

double texel_size(const RenderOptions& options) {
  return kRingDistance / (kFocalLength256 * options.size / 256) / options.samples_a_side();
}

}  // namespace syncdreamer
