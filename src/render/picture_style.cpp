#include "render/picture_style.h"

#include <omp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>

#include "core/in_parallel.h"
#include "geometry/srgb.h"
#include "image/regions.h"
#include "render/pixel_color.h"
#include "render/pixel_samples.h"

namespace syncdreamer {
namespace {

constexpr Vec3 kGrey{0.72, 0.72, 0.72}, kPaper{0.95, 0.95, 0.95}, kInk{0.12, 0.12, 0.12};  // sRGB-coded
constexpr double kCreaseCosine = 0.8;  // of the normals on both sides of a line: more than 37 degrees
constexpr double kLeastJump = 0.04;    // of the distance from one sample to the next, object units
constexpr double kSteepSlope = 4;      // distance over the spacing of samples, where they lie far apart
constexpr int kLineShare = 256;        // of a picture's width that a line reaches to either side

/// What a ray meets, as far as lines depend on it: pictures have many samples.
struct LineSample {
  float distance = std::numeric_limits<float>::infinity();  ///< infinite where it meets nothing
  std::array<float, 3> normal{};

  bool is_hit() const { return distance < std::numeric_limits<float>::infinity(); }
};

/// What the rays of a picture meet, `side` a pixel in each direction.
struct LineSamples {
  int width = 0, height = 0;
  double jump = 0;  ///< of the distance, object units, by which neighbouring samples are told from one surface
  std::vector<LineSample> samples;

  const LineSample& at(int x, int y) const {
    return samples[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

LineSamples trace_lines(const Scene& scene, const Camera& camera, int side) {
  const double spacing = length(camera.centre()) / (camera.fx * side);
  LineSamples traced{camera.width * side, camera.height * side, std::max(kLeastJump, kSteepSlope * spacing), {}};
  traced.samples.reserve(static_cast<std::size_t>(traced.width) * static_cast<std::size_t>(traced.height));
  const CameraRays rays(camera);
  for (int y = 0; y < traced.height; ++y) {
    for (int x = 0; x < traced.width; ++x) {
      LineSample& sample = traced.samples.emplace_back();
      const auto point = scene.trace(rays.origin(), rays.direction((x + 0.5) / side, (y + 0.5) / side));
      if (!point) continue;
      sample.distance = static_cast<float>(point->distance);
      for (int i = 0; i < 3; ++i)
        sample.normal[static_cast<std::size_t>(i)] = static_cast<float>(point->shading_normal[i]);
    }
  }
  return traced;
}

/// Whether a line runs between two neighbouring samples; it belongs to the nearer one.
bool has_line(const LineSample& sample, const LineSample& neighbour, double jump) {
  if (!sample.is_hit()) return false;
  if (neighbour.distance > sample.distance + jump) return true;
  const double cosine = std::inner_product(sample.normal.begin(), sample.normal.end(), neighbour.normal.begin(), 0.0);
  return std::abs(neighbour.distance - sample.distance) <= jump && cosine < kCreaseCosine;
}

/// The samples that lines cover.
Mask draw_lines(const LineSamples& samples, int reach) {
  const int width = samples.width, height = samples.height;
  Mask lines(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& here = samples.at(x, y);
      const auto ends_towards = [&](int i, int j) {
        const bool is_inside = x + i >= 0 && y + j >= 0 && x + i < width && y + j < height;
        return is_inside && has_line(here, samples.at(x + i, y + j), samples.jump);
      };
      lines[static_cast<std::size_t>(y) * width + x] =
          ends_towards(1, 0) || ends_towards(-1, 0) || ends_towards(0, 1) || ends_towards(0, -1);
    }
  }
  return grown(lines, reach);
}

/// Writes a pixel of straight RGBA.
void set_pixel(Image& image, int x, int y, const PixelMean& mean) {
  if (mean.coverage == 0) return;
  set_pixel(image, x, y, srgb_from_linear(mean.color));
  image.at(x, y, 3) = byte_from_unit(mean.coverage);
}

Image sketch(const Scene& scene, const Camera& camera, int side) {
  const LineSamples samples = trace_lines(scene, camera, side);
  const Mask lines = draw_lines(samples, samples.width / kLineShare);
  const Vec3 paper = linear_from_srgb(kPaper), ink = linear_from_srgb(kInk);
  Image image(camera.width, camera.height, 4);
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) {
      const auto see = [&](int i, int j) -> std::optional<Vec3> {
        const int u = x * side + i, v = y * side + j;
        if (!samples.at(u, v).is_hit()) return std::nullopt;
        return lines.at(u, v) ? ink : paper;
      };
      set_pixel(image, x, y, mean_of_samples(side, see));
    }
  }
  return image;
}

/// What a camera sees of a scene in the same light everywhere.
Image evenly_lit(const Scene& scene, const Camera& camera, int side, double light, int num_threads) {
  Image image(camera.width, camera.height, 4);
  const CameraRays rays(camera);
  const auto see = [&](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    const auto point = scene.trace(origin, direction);
    if (!point) return std::nullopt;
    return point->albedo * light;
  };
  in_parallel(
      static_cast<std::size_t>(camera.height),
      [&](std::size_t row) {
        const int y = static_cast<int>(row);
        for (int x = 0; x < camera.width; ++x) set_pixel(image, x, y, mean_of_pixel(rays, x, y, side, see));
      },
      num_threads);
  return image;
}

Image draw(const Scene& scene, const Camera& camera, const RenderOptions& options, PictureStyle style) {
  const int side = options.samples_a_side();
  return style == PictureStyle::flat ? evenly_lit(scene, camera, side, options.light.environment, 1)
                                     : sketch(scene, camera, side);
}

SceneObject without_colors(SceneObject object) {
  object.mesh.colors.clear();
  object.textures = recoloured(object.textures, [](Vec3) { return Vec3{1, 1, 1}; });  // what they cut out stays so
  object.patterns.assign(object.patterns.size(), std::nullopt);
  for (Material& material : object.mesh.materials) material.color = kGrey;
  return object;
}

}  // namespace

Image unlit_picture(const Scene& scene, const Camera& camera, int samples_a_side) {
  return evenly_lit(scene, camera, samples_a_side, 1, omp_get_max_threads());
}

std::vector<RenderedView> render_in_style(SceneObject object, const std::vector<Camera>& cameras,
                                          const RenderOptions& options, PictureStyle style) {
  if (style == PictureStyle::grey) object = without_colors(std::move(object));
  const Scene scene(std::move(object), texel_size(options));
  if (style == PictureStyle::shaded || style == PictureStyle::grey) return render_views(scene, cameras, options);
  std::vector<RenderedView> views(cameras.size());
  const auto render = [&](std::size_t k) { views[k].image = draw(scene, cameras[k], options, style); };
  in_parallel(cameras.size(), render, options.num_threads());
  return views;
}

}  // namespace syncdreamer
