#include "render/picture_style.h"

#include <cmath>
#include <cstddef>
#include <optional>

#include "core/in_parallel.h"
#include "geometry/srgb.h"
#include "image/regions.h"
#include "render/pixel_color.h"

namespace syncdreamer {
namespace {

constexpr Vec3 kGrey{0.72, 0.72, 0.72}, kPaper{0.95, 0.95, 0.95}, kInk{0.12, 0.12, 0.12};  // sRGB-coded
constexpr double kCreaseCosine = 0.8;  // of the normals on both sides of a line: more than 37 degrees
constexpr double kLeastJump = 0.04;    // of the distance from one sample to the next, object units
constexpr double kSteepSlope = 4;      // distance over the spacing of samples, where they lie far apart
constexpr int kLineShare = 256;        // of a picture's width that a line reaches to either side

/// What the rays of a picture meet, `side` a pixel in each direction.
struct Samples {
  int width = 0;
  double jump = 0;  ///< of the distance, object units, by which neighbouring samples are told from one surface
  std::vector<std::optional<SurfacePoint>> points;

  const std::optional<SurfacePoint>& at(int x, int y) const {
    return points[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

Samples trace_samples(const Scene& scene, const Camera& camera, int side) {
  const double spacing = length(camera.centre()) / (camera.fx * side);
  Samples samples{camera.width * side, std::max(kLeastJump, kSteepSlope * spacing), {}};
  const CameraRays rays(camera);
  for (int y = 0; y < camera.height * side; ++y) {
    for (int x = 0; x < samples.width; ++x)
      samples.points.push_back(scene.trace(rays.origin(), rays.direction((x + 0.5) / side, (y + 0.5) / side)));
  }
  return samples;
}

/// Whether a line runs between two neighbouring samples; it belongs to the nearer one.
bool has_line(const std::optional<SurfacePoint>& point, const std::optional<SurfacePoint>& neighbour, double jump) {
  if (!point) return false;
  if (!neighbour || neighbour->distance > point->distance + jump) return true;
  return std::abs(neighbour->distance - point->distance) <= jump &&
         dot(point->shading_normal, neighbour->shading_normal) < kCreaseCosine;
}

/// The samples that lines cover.
Mask draw_lines(const Samples& samples, int reach) {
  const int width = samples.width, height = static_cast<int>(samples.points.size()) / width;
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

/// The picture of samples that have a linear colour each, straight RGBA.
template <class ColorOf>
Image average(const Samples& samples, int side, const ColorOf& color_of) {
  const int width = samples.width / side, height = static_cast<int>(samples.points.size()) / samples.width / side;
  Image image(width, height, 4);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      Vec3 sum{};
      int hits = 0;
      for (int i = 0; i < side * side; ++i) {
        const int u = x * side + i % side, v = y * side + i / side;
        if (!samples.at(u, v)) continue;
        sum += color_of(u, v);
        ++hits;
      }
      if (hits == 0) continue;
      set_pixel(image, x, y, srgb_from_linear(sum / hits));
      image.at(x, y, 3) = byte_from_unit(static_cast<double>(hits) / (side * side));
    }
  }
  return image;
}

Image draw(const Scene& scene, const Camera& camera, const RenderOptions& options, PictureStyle style) {
  const int side = options.samples_a_side();
  const Samples samples = trace_samples(scene, camera, side);
  if (style == PictureStyle::flat)
    return average(samples, side, [&](int u, int v) { return samples.at(u, v)->albedo * options.environment; });
  const Vec3 paper = linear_from_srgb(kPaper), ink = linear_from_srgb(kInk);
  const Mask lines = draw_lines(samples, samples.width / kLineShare);
  return average(samples, side, [&](int u, int v) { return lines.at(u, v) ? ink : paper; });
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
  const Samples samples = trace_samples(scene, camera, samples_a_side);
  return average(samples, samples_a_side, [&](int u, int v) { return samples.at(u, v)->albedo; });
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
