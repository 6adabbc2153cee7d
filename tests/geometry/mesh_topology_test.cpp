#include "geometry/mesh_topology.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace syncdreamer {
namespace {

/// The box [0, side]^3 moved by `offset`, triangles facing outward.
void append_box(Mesh& mesh, Vec3 offset, double side) {
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  for (int i = 0; i < 8; ++i)
    mesh.vertices.push_back(offset + Vec3{i & 1 ? side : 0, i & 2 ? side : 0, i & 4 ? side : 0});
  static constexpr std::uint32_t kQuads[6][4] = {{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4},
                                                 {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}};
  for (const auto& q : kQuads) {
    mesh.triangles.push_back({first + q[0], first + q[1], first + q[2]});
    mesh.triangles.push_back({first + q[0], first + q[2], first + q[3]});
  }
}

Mesh box() {
  Mesh mesh;
  append_box(mesh, {1, 2, 3}, 2);
  return mesh;
}

/// Of all components.
double volume_of(const Mesh& mesh) {
  double sum = 0;
  for (const ComponentSize& size : component_sizes(mesh, connected_components(mesh))) sum += size.volume;
  return sum;
}

TEST(MeshTopology, a_box_is_a_watertight_sphere_with_known_volume_and_area) {
  const Mesh mesh = box();
  EXPECT_EQ(euler_number(mesh), 2);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_NEAR(volume_of(mesh), 8, 1e-12);
  EXPECT_NEAR(surface_area(mesh), 24, 1e-12);
}

TEST(MeshTopology, vertices_that_no_triangle_uses_leave_a_box_a_sphere) {
  Mesh mesh = box();
  mesh.vertices.push_back({9, 9, 9});
  EXPECT_EQ(euler_number(mesh), 2);
}

TEST(MeshTopology, a_mesh_turned_inside_out_has_negative_volume) {
  Mesh mesh = box();
  for (auto& t : mesh.triangles) std::swap(t[1], t[2]);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_NEAR(volume_of(mesh), -8, 1e-12);
}

TEST(MeshTopology, a_missing_turned_or_repeated_triangle_is_not_watertight) {
  Mesh open = box();
  open.triangles.pop_back();
  EXPECT_FALSE(is_watertight(open));
  EXPECT_EQ(euler_number(open), 1);
  Mesh turned = box();
  std::swap(turned.triangles[0][1], turned.triangles[0][2]);
  EXPECT_FALSE(is_watertight(turned));
  Mesh repeated = box();
  repeated.triangles.push_back(repeated.triangles[0]);
  EXPECT_FALSE(is_watertight(repeated));
  EXPECT_FALSE(is_watertight(Mesh()));
  Mesh needle;
  needle.vertices.resize(2);
  needle.triangles = {{0, 0, 1}};
  EXPECT_FALSE(is_watertight(needle)) << "though each of its edges meets its reverse";
}

TEST(MeshTopology, the_component_with_the_largest_area_stays_with_its_attributes) {
  Mesh mesh;
  append_box(mesh, {5, 5, 5}, 1);
  append_box(mesh, {0, 0, 0}, 3);
  append_box(mesh, {-5, 0, 0}, 2);
  mesh.vertices.push_back({100, 100, 100});
  for (const Vec3 v : mesh.vertices) mesh.colors.push_back(v);
  for (const Vec3 v : mesh.vertices) mesh.uvs.push_back({v.x, v.y});
  mesh.normals = mesh.vertices;
  mesh.triangle_materials.assign(36, 0);
  EXPECT_EQ(connected_components(mesh).count, 3u);
  EXPECT_EQ(keep_large_components(mesh, 1), 2u);
  EXPECT_NEAR(volume_of(mesh), 27, 1e-12);
  EXPECT_EQ(mesh.vertices.size(), 8u);
  EXPECT_EQ(mesh.colors, mesh.vertices);
  EXPECT_EQ(mesh.normals, mesh.vertices);
  ASSERT_EQ(mesh.uvs.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(mesh.uvs[i], (std::array{mesh.vertices[i].x, mesh.vertices[i].y}));
  EXPECT_EQ(mesh.triangle_materials.size(), 12u);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_EQ(keep_large_components(mesh, 1), 0u);
}

TEST(MeshTopology, parts_that_are_large_enough_stay_and_hollows_go) {
  Mesh mesh, hollow;
  append_box(mesh, {0, 0, 0}, 3);
  append_box(mesh, {5, 0, 0}, 1);   // a ninth of the largest surface
  append_box(mesh, {-5, 0, 0}, 2);  // four ninths
  append_box(hollow, {0.5, 0.5, 0.5}, 2);
  for (auto& t : hollow.triangles) {
    mesh.triangles.push_back({t[0] + 24, t[2] + 24, t[1] + 24});
  }
  mesh.vertices.insert(mesh.vertices.end(), hollow.vertices.begin(), hollow.vertices.end());
  ASSERT_EQ(connected_components(mesh).count, 4u);
  EXPECT_EQ(keep_large_components(mesh, 0.4), 2u);
  EXPECT_NEAR(volume_of(mesh), 27 + 8, 1e-12);
  EXPECT_EQ(keep_large_components(mesh, 0.4), 0u);
}

TEST(MeshTopology, triangles_that_share_only_a_corner_belong_together) {
  Mesh mesh;
  mesh.vertices.resize(8);
  mesh.triangles = {{0, 1, 2}, {2, 3, 4}, {5, 6, 7}};
  const MeshComponents components = connected_components(mesh);
  EXPECT_EQ(components.count, 2u);
  EXPECT_EQ(components.of_triangle, (std::vector<std::uint32_t>{0, 0, 1}));
}

TEST(MeshTopology, a_triangle_without_corners_is_a_mistake_of_the_caller) {
  Mesh mesh = box();
  mesh.triangles.push_back({0, 1, 99'999'999});
  EXPECT_THROW(connected_components(mesh), std::logic_error);
  EXPECT_THROW(euler_number(mesh), std::logic_error);
  EXPECT_THROW(surface_area(mesh), std::logic_error);
  EXPECT_THROW(remove_unused_vertices(mesh), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
