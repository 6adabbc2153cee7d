#include "render/procedural/shape_builder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

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
      ASSERT_GT(std::abs(dot(object.mesh.normals[i], face)), 0.7);
    }
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
