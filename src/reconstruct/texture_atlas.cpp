#include "reconstruct/texture_atlas.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "geometry/mesh_topology.h"
#include "geometry/triangle_raster.h"
#include "reconstruct/rectangle_packing.h"
#include "reconstruct/surface_charts.h"

namespace syncdreamer {
namespace {

constexpr int kScaleSteps = 24;
constexpr int kPadding = 4;  // texels between two charts at least
// Texels a side as which larger textures' charts are cut: finer, it takes seconds and gigabytes and changes little.
constexpr int kMaxCuttingSize = 1024;

/// A chart in its plane.
struct FlatChart {
  SurfaceChart chart;
  Point2 low{1e300, 1e300}, high{-1e300, -1e300};  ///< bounds, object units
};

struct Packing {
  double scale = 0;  ///< texels in an object unit
  std::vector<std::array<int, 2>> corners;
};

std::vector<FlatChart> flatten(const Mesh& mesh, std::vector<SurfaceChart> charts) {
  std::vector<FlatChart> flat;
  for (SurfaceChart& chart : charts) {
    FlatChart& next = flat.emplace_back();
    for (const std::uint32_t triangle : chart.triangles) {
      for (const std::uint32_t vertex : mesh.triangles[triangle]) {
        const Point2 p = project_along(chart.axis, mesh.vertices[vertex]);
        for (std::size_t i = 0; i < 2; ++i) {
          next.low[i] = std::min(next.low[i], p[i]);
          next.high[i] = std::max(next.high[i], p[i]);
        }
      }
    }
    next.chart = std::move(chart);
  }
  return flat;
}

std::optional<Packing> pack_at(const std::vector<FlatChart>& charts, double scale, int size) {
  std::vector<RectangleSize> rectangles;
  const auto texels = [&](double extent) {
    return static_cast<int>(std::min(std::ceil(extent * scale), 1.0 * size)) + kPadding;  // more fit nowhere
  };
  for (const FlatChart& chart : charts) {
    rectangles.push_back({texels(chart.high[0] - chart.low[0]), texels(chart.high[1] - chart.low[1])});
  }
  auto corners = pack_rectangles(rectangles, size);
  if (!corners) return std::nullopt;
  return Packing{scale, std::move(*corners)};
}

/// The largest scale at which the charts fit, by bisection; nothing if they fit at none.
std::optional<Packing> pack(const std::vector<FlatChart>& charts, double largest_scale, int size) {
  std::optional<Packing> best;
  double low = 0, high = largest_scale;
  for (int step = 0; step < kScaleSteps; ++step) {
    const double scale = (low + high) / 2;
    auto packing = pack_at(charts, scale, size);
    (packing ? low : high) = scale;
    if (packing) best = std::move(packing);
  }
  return best;
}

/// Writes the charts into the atlas one after another, splitting vertices.
class AtlasWriter {
 public:
  AtlasWriter(const Mesh& mesh, TextureAtlas& atlas) : mesh_(mesh), atlas_(atlas) {
    atlas_.mesh.triangles.resize(mesh.triangles.size());
    atlas_.chart_of_triangle.resize(mesh.triangles.size());
  }

  void add(const FlatChart& flat, std::uint32_t number, double scale, Point2 corner) {
    std::unordered_map<std::uint32_t, std::uint32_t> new_vertices;
    for (const std::uint32_t triangle : flat.chart.triangles) {
      atlas_.chart_of_triangle[triangle] = number;
      for (std::size_t k = 0; k < 3; ++k) {
        const std::uint32_t vertex = mesh_.triangles[triangle][k];
        const auto [place, is_new] =
            new_vertices.emplace(vertex, static_cast<std::uint32_t>(atlas_.mesh.vertices.size()));
        if (is_new) add_vertex(vertex, flat, scale, corner);
        atlas_.mesh.triangles[triangle][k] = place->second;
      }
    }
  }

 private:
  void add_vertex(std::uint32_t vertex, const FlatChart& flat, double scale, Point2 corner) {
    const Point2 p = project_along(flat.chart.axis, mesh_.vertices[vertex]);
    atlas_.mesh.vertices.push_back(mesh_.vertices[vertex]);
    atlas_.mesh.normals.push_back(mesh_.normals[vertex]);
    if (!mesh_.colors.empty()) atlas_.mesh.colors.push_back(mesh_.colors[vertex]);
    atlas_.mesh.uvs.push_back({((p[0] - flat.low[0]) * scale + corner[0]) / atlas_.size,
                               ((p[1] - flat.low[1]) * scale + corner[1]) / atlas_.size});
  }

  const Mesh& mesh_;
  TextureAtlas& atlas_;
};

/// What the texels of an atlas show.
class SurfaceTexels {
 public:
  explicit SurfaceTexels(const TextureAtlas& atlas)
      : atlas_(atlas), texels_(static_cast<std::size_t>(atlas.size) * atlas.size) {}

  /// The texels whose middles lie in a triangle.
  void show_triangles() {
    for (std::size_t i = 0; i < atlas_.mesh.triangles.size(); ++i) {
      for_each_pixel(
          texel_corners(atlas_, i), atlas_.size, atlas_.size,
          [&](int x, int y, const std::array<double, 3>& weights) { show(i, x, y, weights[1], weights[2]); });
    }
  }

  /// A chart may be so small that the middle of no texel lies in it: it gets all that viewers mix its colours of.
  void show_tiny_charts() {
    const std::vector<std::uint32_t>& chart_of = atlas_.chart_of_triangle;
    std::vector<bool> is_shown(chart_of.empty() ? 0 : *std::max_element(chart_of.begin(), chart_of.end()) + 1);
    for (const SurfaceTexel& texel : texels_) {
      if (texel.on_surface()) is_shown[chart_of[static_cast<std::size_t>(texel.triangle)]] = true;
    }
    for (std::size_t i = 0; i < atlas_.mesh.triangles.size(); ++i) {
      if (!is_shown[chart_of[i]]) show_around(i);
    }
  }

  std::vector<SurfaceTexel> all() && { return std::move(texels_); }

 private:
  void show(std::size_t triangle, int x, int y, double b, double c) {
    SurfaceTexel& texel = texels_[static_cast<std::size_t>(atlas_.size - 1 - y) * atlas_.size + x];
    if (!texel.on_surface()) texel = {static_cast<std::int32_t>(triangle), b, c};
  }

  /// The texels within half a texel of a triangle's bounds.
  void show_around(std::size_t triangle) {
    std::array<int, 2> first{}, last{};
    const std::array<Point2, 3> corners = texel_corners(atlas_, triangle);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const auto [low, high] = std::minmax({corners[0][axis], corners[1][axis], corners[2][axis]});
      first[axis] = std::max(0, static_cast<int>(std::floor(low - 0.5)));
      last[axis] = std::min(atlas_.size - 1, static_cast<int>(std::floor(high + 0.5)));
    }
    for (int y = first[1]; y <= last[1]; ++y) {
      for (int x = first[0]; x <= last[0]; ++x) show(triangle, x, y, 1.0 / 3, 1.0 / 3);
    }
  }

  const TextureAtlas& atlas_;
  std::vector<SurfaceTexel> texels_;
};

}  // namespace

std::optional<TextureAtlas> make_texture_atlas(const Mesh& mesh, int size) {
  check_mesh(mesh);
  check(size > 0, "make_texture_atlas: the texture has no texels");
  const double area = surface_area(mesh);
  if (!(area > 0)) throw InputError("the mesh has no surface to lay out");
  Mesh source = mesh;
  if (source.normals.empty()) compute_normals(source);
  const double largest_scale = 2 * size / std::sqrt(area);
  const double cutting_scale = 2 * std::min(size, kMaxCuttingSize) / std::sqrt(area);
  const std::vector<FlatChart> charts = flatten(source, cut_into_charts(source, cutting_scale));
  const std::optional<Packing> packing = pack(charts, largest_scale, size);
  if (!packing) return std::nullopt;

  TextureAtlas atlas;
  atlas.size = size;
  AtlasWriter writer(source, atlas);
  for (std::size_t i = 0; i < charts.size(); ++i) {
    const Point2 corner{packing->corners[i][0] + kPadding / 2.0, packing->corners[i][1] + kPadding / 2.0};
    writer.add(charts[i], static_cast<std::uint32_t>(i), packing->scale, corner);
  }
  return atlas;
}

std::array<Point2, 3> texel_corners(const TextureAtlas& atlas, std::size_t triangle) {
  std::array<Point2, 3> corners;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& uv = atlas.mesh.uvs[atlas.mesh.triangles[triangle][k]];
    corners[k] = {uv[0] * atlas.size, uv[1] * atlas.size};
  }
  return corners;
}

std::vector<SurfaceTexel> surface_texels(const TextureAtlas& atlas) {
  SurfaceTexels texels(atlas);
  texels.show_triangles();
  texels.show_tiny_charts();
  return std::move(texels).all();
}

Vec3 interpolate(const Mesh& mesh, const std::vector<Vec3>& attribute, const SurfaceTexel& texel) {
  return value_in(attribute, mesh.triangles[static_cast<std::size_t>(texel.triangle)], texel.b, texel.c);
}

}  // namespace syncdreamer
