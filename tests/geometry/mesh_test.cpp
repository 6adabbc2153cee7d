#include "geometry/mesh.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "core/error.h"

namespace syncdreamer {
namespace {

Mesh corner() {
  Mesh mesh;
  mesh.vertices = {{1, 1, 1}, {3, 1, 1}, {1, 5, 1}, {1, 1, 2}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  return mesh;
}

TEST(Mesh, bounding_box_ignores_vertices_that_no_triangle_uses) {
  Mesh mesh = corner();
  mesh.vertices.push_back({100, 100, 100});
  EXPECT_EQ(bounding_box(mesh).max, (Vec3{3, 5, 2}));
  EXPECT_EQ(bounding_box(mesh).longest_side(), 4);
  EXPECT_EQ(bounding_box(mesh).shortest_side(), 1);
  EXPECT_TRUE(bounding_box(Mesh()).empty());
}

TEST(Mesh, an_attribute_in_a_triangle_is_the_weighted_mean_of_its_corners) {
  const Mesh mesh = corner();
  EXPECT_EQ(value_in(mesh.vertices, mesh.triangles[1], 0.25, 0.5), (Vec3{1, 2, 1.5}));
}

TEST(Mesh, that_contradicts_itself_is_a_mistake_of_the_caller) {
  Mesh whole = corner();
  whole.normals.resize(4);
  whole.uvs.resize(4);
  whole.colors.resize(4);
  whole.materials.resize(2);
  whole.triangle_materials = {0, 1};
  EXPECT_NO_THROW(check_mesh(whole));
  EXPECT_NO_THROW(check_mesh({}));
  const std::function<void(Mesh&)> changes[] = {
      [](Mesh& mesh) { mesh.triangles[1][2] = 4; },          [](Mesh& mesh) { mesh.normals.pop_back(); },
      [](Mesh& mesh) { mesh.uvs.emplace_back(); },           [](Mesh& mesh) { mesh.colors.resize(2); },
      [](Mesh& mesh) { mesh.triangle_materials.resize(1); }, [](Mesh& mesh) { mesh.materials.pop_back(); },
      [](Mesh& mesh) { mesh.vertices[3].z = NAN; },          [](Mesh& mesh) { mesh.vertices[0].x = INFINITY; },
  };
  for (const auto& change : changes) {
    Mesh mesh = whole;
    change(mesh);
    EXPECT_THROW(check_mesh(mesh), std::logic_error);
  }
}

TEST(Mesh, rays_enter_and_leave_a_box) {
  const Box box{{-1, -2, -3}, {1, 2, 3}};
  const auto through = ray_interval(box, {-5, 0, 0}, {1, 0, 0});
  ASSERT_TRUE(through);
  EXPECT_NEAR((*through)[0], 4, 1e-9);
  EXPECT_NEAR((*through)[1], 6, 1e-9);
  const auto from_within = ray_interval(box, {0, 0, 1}, {0, 0, 2});
  ASSERT_TRUE(from_within);
  EXPECT_EQ((*from_within)[0], 0);
  EXPECT_NEAR((*from_within)[1], 1, 1e-9);
  EXPECT_FALSE(ray_interval(box, {-5, 2.5, 0}, {1, 0, 0}));
  EXPECT_FALSE(ray_interval(box, {-5, 0, 0}, {-1, 0, 0})) << "it lies behind";
}

TEST(Mesh, fit_to_unit_box_centres_and_makes_the_longest_side_one) {
  Mesh mesh = corner();
  fit_to_unit_box(mesh);
  const Box box = bounding_box(mesh);
  EXPECT_NEAR(box.longest_side(), 1, 1e-15);
  EXPECT_NEAR(length(box.centre()), 0, 1e-15);
  EXPECT_NEAR(box.size().x, 0.5, 1e-15);
}

TEST(Mesh, fit_to_unit_box_refuses_a_mesh_without_extent) {
  Mesh point;
  point.vertices = {{1, 2, 3}};
  point.triangles = {{0, 0, 0}};
  EXPECT_THROW(fit_to_unit_box(point), InputError);
  Mesh empty;
  EXPECT_THROW(fit_to_unit_box(empty), InputError);
}

TEST(Mesh, fit_to_unit_box_bears_absurd_scales) {
  for (const double scale : {1e-12, 1e12}) {
    Mesh mesh = corner();
    for (Vec3& vertex : mesh.vertices) vertex = vertex * scale;
    fit_to_unit_box(mesh);
    EXPECT_NEAR(bounding_box(mesh).longest_side(), 1, 1e-9);
  }
}

TEST(Mesh, y_up_becomes_z_up) {
  Mesh mesh = corner();
  mesh.vertices[0] = {0, 1, 0};
  mesh.normals.assign(4, {0, 1, 0});
  turn_y_up_to_z_up(mesh);
  EXPECT_EQ(mesh.vertices[0], (Vec3{0, 0, 1}));
  EXPECT_EQ(mesh.normals[0], (Vec3{0, 0, 1}));
}

TEST(Mesh, z_up_becomes_y_up_and_back) {
  Mesh mesh;
  mesh.vertices = {{1, 2, 3}};
  mesh.normals = {{0, 0, 1}};
  turn_z_up_to_y_up(mesh);
  EXPECT_EQ(mesh.vertices[0], (Vec3{1, 3, -2}));
  EXPECT_EQ(mesh.normals[0], (Vec3{0, 1, 0}));
  turn_y_up_to_z_up(mesh);
  EXPECT_EQ(mesh.vertices[0], (Vec3{1, 2, 3}));
}

TEST(Mesh, transform_keeps_normals_perpendicular_and_outward) {
  Mesh mesh = corner();
  compute_normals(mesh);
  mesh.triangles.resize(1);
  mesh.normals.assign(4, normalized(cross(Vec3{2, 0, 0}, Vec3{0, 4, 0})));
  transform(mesh, {{Vec3{-2, 0, 0}, Vec3{0, 0.5, 0.3}, Vec3{0, 0, 3}}});
  const auto& t = mesh.triangles[0];
  const Vec3 a = mesh.vertices[t[1]] - mesh.vertices[t[0]], b = mesh.vertices[t[2]] - mesh.vertices[t[0]];
  EXPECT_NEAR(dot(mesh.normals[0], a), 0, 1e-12);
  EXPECT_NEAR(dot(mesh.normals[0], b), 0, 1e-12);
  EXPECT_NEAR(length(mesh.normals[0]), 1, 1e-12);
  EXPECT_GT(dot(mesh.normals[0], cross(a, b)), 0) << "the winding follows the mirroring";
}

TEST(Mesh, normals_are_means_by_area) {
  Mesh mesh = corner();  // areas 4, along z, and 2, along x, at the first vertex
  compute_normals(mesh);
  EXPECT_NEAR(length(mesh.normals[0] - normalized(Vec3{2, 0, 4})), 0, 1e-12);
  EXPECT_NEAR(length(mesh.normals[1] - Vec3{0, 0, 1}), 0, 1e-12);
}

TEST(Mesh, area_normal_is_perpendicular_and_as_long_as_twice_the_area) {
  const Mesh mesh = corner();
  EXPECT_EQ(area_normal(mesh, mesh.triangles[0]), (Vec3{0, 0, 8}));
  EXPECT_EQ(area_normal(mesh, mesh.triangles[1]), (Vec3{4, 0, 0}));
}

TEST(Mesh, triangles_are_removed_with_their_materials_and_the_others_keep_their_order) {
  Mesh mesh;
  mesh.vertices.resize(3);
  mesh.triangles = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}};
  mesh.triangle_materials = {5, 6, 7};
  EXPECT_EQ(remove_triangles(mesh, [](std::size_t i) { return i == 1; }), 1u);
  EXPECT_EQ(mesh.triangles, (std::vector<Triangle>{{0, 1, 2}, {2, 0, 1}}));
  EXPECT_EQ(mesh.triangle_materials, (std::vector<std::uint32_t>{5, 7}));
}

TEST(Mesh, broken_triangles_are_taken_out_and_counted) {
  Mesh mesh = corner();
  mesh.vertices.push_back({std::numeric_limits<double>::quiet_NaN(), 0, 0});
  mesh.vertices.push_back({std::numeric_limits<double>::infinity(), 0, 0});
  mesh.vertices.push_back({2e15, 0, 0});
  mesh.triangles.push_back({0, 1, 4});
  mesh.triangles.push_back({0, 1, 5});
  mesh.triangles.push_back({0, 1, 6});
  mesh.triangles.push_back({0, 0, 1});
  mesh.triangles.push_back({0, 1, 99});
  mesh.triangle_materials.assign(mesh.triangles.size(), 0);
  mesh.materials.resize(1);
  mesh.normals.assign(mesh.vertices.size(), {0, 0, std::numeric_limits<double>::quiet_NaN()});
  mesh.uvs.assign(mesh.vertices.size(), {0.5, std::numeric_limits<double>::infinity()});
  mesh.colors.assign(mesh.vertices.size(), {1, std::numeric_limits<double>::quiet_NaN(), 1});
  EXPECT_EQ(remove_broken_triangles(mesh), 4u) << "one without area is none of them";
  EXPECT_EQ(mesh.triangles.size(), 2u);
  EXPECT_EQ(mesh.triangle_materials.size(), 2u);
  EXPECT_NO_THROW(check_mesh(mesh)) << "vertices that no triangle has any more are finite, too";
  EXPECT_TRUE(std::isfinite(mesh.normals[0].z));
  EXPECT_EQ(mesh.uvs[0], (std::array{0.0, 0.0}));
  EXPECT_EQ(mesh.colors[0], Vec3());
}

}  // namespace
}  // namespace syncdreamer
