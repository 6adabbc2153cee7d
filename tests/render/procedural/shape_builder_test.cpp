#include "render/procedural/shape_builder.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "geometry/mesh_topology.h"
#include "tests/render/procedural/shape_probe.h"

namespace syncdreamer {
namespace {

TEST(ShapeBuilder, solids_have_their_surfaces_area) {
  constexpr double kPi = std::numbers::pi;
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) { s.box({1, 2, 3}, {2, 1, 1}); }).mesh), 2.5, 1e-12);
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) { s.sphere({5, 5, 5}, 3); }).mesh), kPi, 0.04);
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) { s.rod({0, 0, 0}, {0, 0, 2}, 1); }).mesh), 1.5 * kPi, 0.05);
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) {
                             s.torus({0, 0, 0}, {0, 0, 1}, 3, 1);
                           }).mesh),
              12 * kPi * kPi / 64, 0.05);
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) {
                             s.rounded_box({0, 0, 0}, {1, 1, 1}, 0.1);
                           }).mesh),
              6 * 0.64 + 12 * 0.8 * 0.1 * kPi / 2 + 4 * kPi * 0.01, 0.02);
  EXPECT_NEAR(surface_area(shaped([](ShapeBuilder& s) {
                             s.lathe({0, 0, 0}, {{0, 0}, {1, 0}, {1, 2}, {0, 2}});
                           }).mesh),
              1.5 * kPi, 0.05);
}

TEST(ShapeBuilder, normals_are_unit_and_stand_on_the_surface) {
  const SceneObject object = shaped([](ShapeBuilder& s) {
    s.sphere({0, 0, 0}, 1);
    s.tube({{1, 0, 0}, {2, 0, 0.5}, {3, 0, 0}}, 0.2);
    s.slab({{0, 2}, {1, 2}, {0.5, 3}}, -0.1, 0.1);
    s.sheet([](double u, double v) { return Vec3{u, v, 4 + u * u}; }, 5, 5);
    s.lathe({0, 0, -3}, {{0.5, 0}, {0.7, 0.3}, {0.5, 0.6}});
  });
  for (const auto& t : object.mesh.triangles) {
    const Vec3 a = object.mesh.vertices[t[0]];
    const Vec3 across = cross(object.mesh.vertices[t[1]] - a, object.mesh.vertices[t[2]] - a);
    if (length(across) < 1e-12) continue;  // slivers at a pole
    const Vec3 face = normalized(across);
    for (const std::uint32_t i : t) {
      ASSERT_NEAR(length(object.mesh.normals[i]), 1, 1e-9);
      ASSERT_GT(dot(object.mesh.normals[i], face), 0.7);
    }
  }
}

TEST(ShapeBuilder, solids_look_outward) {
  const std::vector<std::array<double, 2>> outline{{0, 0}, {2, 0}, {2, 1}, {0, 1}},
      other_way(outline.rbegin(), outline.rend());
  const std::vector<std::function<void(ShapeBuilder&)>> solids{
      [](ShapeBuilder& s) {
        s.box({1, 2, 3}, {2, 1, 1});
      },
      [](ShapeBuilder& s) {
        s.sphere({5, 5, 5}, 3);
      },
      [](ShapeBuilder& s) {
        s.rod({0, 0, 0}, {0, 0, 2}, 1);
      },
      [](ShapeBuilder& s) {
        s.torus({0, 0, 0}, {0, 0, 1}, 3, 1);
      },
      [](ShapeBuilder& s) {
        s.rounded_box({0, 0, 0}, {1, 1, 1}, 0.1);
      },
      [](ShapeBuilder& s) {
        s.lathe({0, 0, 0}, {{0, 0}, {1, 0}, {1, 2}, {0, 2}});
      },
      [&](ShapeBuilder& s) { s.slab(outline, -0.5, 0.5); },
      [&](ShapeBuilder& s) { s.slab(other_way, -0.5, 0.5); },
  };
  for (std::size_t i = 0; i < solids.size(); ++i) {
    const Mesh mesh = shaped(solids[i]).mesh;
    Vec3 middle{};
    for (const Vec3 vertex : mesh.vertices) middle += vertex / static_cast<double>(mesh.vertices.size());
    double volume = 0;  // of the pyramids on all triangles, negative on those that look inward; all solids are convex
    for (const auto& t : mesh.triangles) {
      const Vec3 a = mesh.vertices[t[0]] - middle;
      const double pyramid = dot(a, area_normal(mesh, t)) / 3;
      if (i != 3) {
        EXPECT_GT(pyramid, -1e-9) << "solid " << i;
      }  // the torus has a hole
      volume += pyramid;
    }
    EXPECT_GT(volume, 0.05) << "solid " << i;
  }
}

TEST(ShapeBuilder, each_solid_has_the_look_chosen_last) {
  ShapeBuilder shape;
  Pattern red, blue;
  red.first = {1, 0, 0};
  blue.first = {0, 0, 1};
  shape.look(red).box({0, 0, 0}, {1, 1, 1});
  shape.look(blue).box({0, 0, 2}, {1, 1, 1});
  const SceneObject object = shape.finish(0);
  ASSERT_EQ(object.patterns.size(), 2u);
  EXPECT_EQ(object.patterns[object.mesh.triangle_materials.front()]->first, red.first);
  EXPECT_EQ(object.patterns[object.mesh.triangle_materials.back()]->first, blue.first);
}

}  // namespace
}  // namespace syncdreamer
