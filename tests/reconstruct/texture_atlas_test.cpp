#include "reconstruct/texture_atlas.h"

#include <gtest/gtest.h>

#include <numbers>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "geometry/mesh_topology.h"
#include "geometry/triangle_raster.h"
#include "reconstruct/marching_cubes.h"
#include "tests/reconstruct/fields.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

double share_covered(const TextureAtlas& atlas) {
  double twice = 0;
  for (std::size_t i = 0; i < atlas.mesh.triangles.size(); ++i) {
    const auto [a, b, c] = texel_corners(atlas, i);
    twice += twice_area(a, b, c);
  }
  return twice / 2 / atlas.size / atlas.size;
}

/// Walks along all rows, or columns, of a square of `chart_at` entries.
void expect_charts_apart(const std::vector<int>& chart_at, int step, int line_step, int padding) {
  const int size = std::max(step, line_step);
  for (int line = 0; line < size; ++line) {
    int last = -1, last_place = -1000;
    for (int i = 0; i < size; ++i) {
      const int chart = chart_at[static_cast<std::size_t>(line) * line_step + static_cast<std::size_t>(i) * step];
      if (chart < 0) continue;
      if (chart != last) {
        ASSERT_GE(i - last_place, padding) << "two charts in line " << line;
      }
      last = chart;
      last_place = i;
    }
  }
}

void expect_sound(const TextureAtlas& atlas, int padding) {
  const int size = atlas.size;
  std::vector<int> chart_at(static_cast<std::size_t>(size) * size, -1), owners(chart_at.size(), 0);
  for (std::size_t i = 0; i < atlas.mesh.triangles.size(); ++i) {
    const auto corners = texel_corners(atlas, i);
    EXPECT_GT(twice_area(corners[0], corners[1], corners[2]), 0);
    for (const Point2& p : corners) {
      EXPECT_TRUE(p[0] >= 0 && p[0] <= size && p[1] >= 0 && p[1] <= size);
    }
    for_each_pixel(corners, size, size, [&](int x, int y, const std::array<double, 3>& weights) {
      const std::size_t texel = static_cast<std::size_t>(y) * size + x;
      if (*std::min_element(weights.begin(), weights.end()) > 1e-6) ++owners[texel];
      chart_at[texel] = static_cast<int>(atlas.chart_of_triangle[i]);
    });
  }
  EXPECT_LE(*std::max_element(owners.begin(), owners.end()), 1) << "a texel of two triangles";
  expect_charts_apart(chart_at, 1, size, padding);
  expect_charts_apart(chart_at, size, 1, padding);
}

TEST(TextureAtlas, of_a_sphere_is_sound_and_uses_the_picture) {
  const Mesh mesh = marching_cubes(sample_field(48, sphere_field(0.7)));
  const TextureAtlas atlas = make_texture_atlas(mesh, 512).value();
  expect_sound(atlas, 4);
  EXPECT_GT(share_covered(atlas), 0.4);
  EXPECT_LT(atlas.mesh.vertices.size(), 1.2 * static_cast<double>(mesh.vertices.size()));
}

TEST(TextureAtlas, of_a_surface_with_handles_and_folds_is_sound) {
  const double waves = 1.5 * std::numbers::pi;
  const Mesh mesh = marching_cubes(sample_field(40, [&](Vec3 p) {
    const Vec3 q = p * waves;
    return std::sin(q.x) * std::cos(q.y) + std::sin(q.y) * std::cos(q.z) + std::sin(q.z) * std::cos(q.x);
  }));
  const TextureAtlas atlas = make_texture_atlas(mesh, 1024).value();
  expect_sound(atlas, 4);
  EXPECT_GT(share_covered(atlas), 0.25);
}

TEST(TextureAtlas, splits_vertices_and_keeps_the_surface) {
  Mesh mesh = marching_cubes(sample_field(32, torus_field(0.6, 0.3)));
  mesh.colors = mesh.vertices;
  const TextureAtlas atlas = make_texture_atlas(mesh, 256).value();
  ASSERT_EQ(atlas.mesh.triangles.size(), mesh.triangles.size());
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint32_t vertex = atlas.mesh.triangles[i][k];
      EXPECT_EQ(atlas.mesh.vertices[vertex], mesh.vertices[mesh.triangles[i][k]]);
      EXPECT_EQ(atlas.mesh.colors[vertex], atlas.mesh.vertices[vertex]);
    }
  }
}

TEST(TextureAtlas, texels_know_their_place_on_the_surface) {
  const Mesh mesh = marching_cubes(sample_field(48, sphere_field(0.7)));
  const TextureAtlas atlas = make_texture_atlas(mesh, 256).value();
  const auto texels = surface_texels(atlas);
  std::size_t num_on_surface = 0;
  for (const SurfaceTexel& texel : texels) {
    if (!texel.on_surface()) continue;
    ++num_on_surface;
    const Vec3 position = interpolate(atlas.mesh, atlas.mesh.vertices, texel);
    EXPECT_NEAR(length(position), 0.7, 0.005);
    EXPECT_GT(dot(normalized(position), normalized(interpolate(atlas.mesh, atlas.mesh.normals, texel))), 0.99);
  }
  EXPECT_NEAR(static_cast<double>(num_on_surface) / 256 / 256, share_covered(atlas), 0.01);
}

constexpr int kSpecks = 40;

/// A sphere, and triangles beside it that are much smaller than texels will be.
Mesh sphere_and_specks() {
  Mesh mesh = sphere_mesh(0.4, 24);
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  for (int i = 0; i < kSpecks; ++i) {
    const Vec3 corner{0.5 + 0.01 * i, 0.001 * i, 0};
    mesh.vertices.insert(mesh.vertices.end(), {corner, corner + Vec3{1e-4, 0, 0}, corner + Vec3{0, 1e-4, 0}});
    const std::uint32_t k = first + 3 * static_cast<std::uint32_t>(i);
    mesh.triangles.push_back({k, k + 1, k + 2});
  }
  mesh.normals.clear();
  return mesh;
}

TEST(TextureAtlas, a_chart_smaller_than_a_texel_is_shown) {
  const TextureAtlas atlas = make_texture_atlas(sphere_and_specks(), 128).value();
  std::set<std::uint32_t> charts(atlas.chart_of_triangle.begin(), atlas.chart_of_triangle.end()), shown;
  ASSERT_GT(charts.size(), 40U);
  for (const SurfaceTexel& texel : surface_texels(atlas)) {
    if (texel.on_surface()) shown.insert(atlas.chart_of_triangle[static_cast<std::size_t>(texel.triangle)]);
  }
  EXPECT_EQ(shown, charts);
}

TEST(TextureAtlas, what_is_mixed_at_the_corners_of_a_chart_smaller_than_a_texel_is_its_own) {
  const TextureAtlas atlas = make_texture_atlas(sphere_and_specks(), 128).value();
  const std::vector<SurfaceTexel> texels = surface_texels(atlas);
  for (std::size_t i = atlas.mesh.triangles.size() - kSpecks; i < atlas.mesh.triangles.size(); ++i) {
    for (const auto& [u, v] : texel_corners(atlas, i)) {
      for (const int x : {static_cast<int>(std::floor(u - 0.5)), static_cast<int>(std::floor(u + 0.5))}) {
        for (const int y : {static_cast<int>(std::floor(v - 0.5)), static_cast<int>(std::floor(v + 0.5))})
          EXPECT_EQ(texels[static_cast<std::size_t>(127 - y) * 128 + x].triangle, static_cast<std::int32_t>(i));
      }
    }
  }
}

TEST(TextureAtlas, rows_run_from_top_to_bottom) {
  Mesh square;
  square.vertices = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  square.triangles = {{0, 1, 2}, {0, 2, 3}};
  const TextureAtlas atlas = make_texture_atlas(square, 64).value();
  const auto texels = surface_texels(atlas);
  EXPECT_GT(interpolate(atlas.mesh, atlas.mesh.vertices, texels[5 * 64 + 32]).y, 0.9);
  EXPECT_LT(interpolate(atlas.mesh, atlas.mesh.vertices, texels[58 * 64 + 32]).y, 0.1);
}

TEST(TextureAtlas, there_is_none_of_too_many_charts_or_of_no_surface) {
  Random random(1);
  const Mesh noise = marching_cubes(sample_field(24, [&](Vec3) { return random.uniform(-1, 1); }));
  EXPECT_FALSE(make_texture_atlas(noise, 32));
  EXPECT_THROW(make_texture_atlas(Mesh(), 256), InputError);
}

}  // namespace
}  // namespace syncdreamer
