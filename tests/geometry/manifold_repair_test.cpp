#include "geometry/manifold_repair.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "geometry/mesh_topology.h"
#include "tests/support/signed_volume.h"

namespace syncdreamer {
namespace {

/// Adds a tetrahedron on given vertices, facing outward.
void append_tetrahedron(Mesh& mesh, std::array<std::uint32_t, 4> v) {
  const auto at = [&](std::size_t i) { return mesh.vertices[v[i]]; };
  if (dot(at(3) - at(0), cross(at(1) - at(0), at(2) - at(0))) > 0) std::swap(v[1], v[2]);
  mesh.triangles.insert(mesh.triangles.end(),
                        {{v[0], v[1], v[2]}, {v[0], v[3], v[1]}, {v[1], v[3], v[2]}, {v[2], v[3], v[0]}});
}

TEST(ManifoldRepair, a_closed_mesh_stays_as_it_is) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  append_tetrahedron(mesh, {0, 1, 2, 3});
  const Mesh before = mesh;
  make_manifold(mesh);
  EXPECT_EQ(mesh.triangles, before.triangles);
  EXPECT_EQ(mesh.vertices, before.vertices);
}

TEST(ManifoldRepair, solids_that_touch_along_an_edge_come_apart) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 1, 0}, {-1, 0, 0}, {-1, -1, 0}};
  append_tetrahedron(mesh, {0, 1, 2, 3});
  append_tetrahedron(mesh, {0, 1, 4, 5});
  mesh.colors = mesh.vertices;
  ASSERT_FALSE(is_watertight(mesh));
  make_manifold(mesh);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_EQ(connected_components(mesh).count, 2u);
  EXPECT_EQ(mesh.vertices.size(), 8u);
  EXPECT_EQ(mesh.colors, mesh.vertices);
  EXPECT_NEAR(signed_volume(mesh), 2 / 6.0, 1e-12);
  EXPECT_EQ(keep_large_components(mesh, 1), 1u);
  EXPECT_NEAR(signed_volume(mesh), 1 / 6.0, 1e-12) << "each solid by itself";
}

TEST(ManifoldRepair, solids_that_touch_at_a_vertex_come_apart) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
  append_tetrahedron(mesh, {0, 1, 2, 3});
  append_tetrahedron(mesh, {0, 4, 5, 6});
  make_manifold(mesh);
  EXPECT_EQ(mesh.vertices.size(), 8u);
  EXPECT_EQ(connected_components(mesh).count, 2u);
}

TEST(ManifoldRepair, a_ring_that_touches_itself_along_an_edge_becomes_closed) {
  // Around the edge from a to b: two wedges, joined above b and below a by further solids.
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {0, 0, 1}, {1, -.2, .5}, {1, .2, .5}, {-1, .2, .5}, {-1, -.2, .5}, {0, 0, 2}, {0, 0, -1}};
  append_tetrahedron(mesh, {0, 1, 2, 3});
  append_tetrahedron(mesh, {0, 1, 4, 5});
  append_tetrahedron(mesh, {1, 2, 3, 6});
  append_tetrahedron(mesh, {1, 4, 5, 6});
  append_tetrahedron(mesh, {1, 3, 4, 6});
  append_tetrahedron(mesh, {0, 2, 3, 7});
  append_tetrahedron(mesh, {0, 4, 5, 7});
  append_tetrahedron(mesh, {0, 3, 4, 7});
  mesh.colors = mesh.vertices;
  for (const Vec3& vertex : mesh.vertices) mesh.uvs.push_back({vertex.x, vertex.z});
  mesh.triangle_materials.assign(mesh.triangles.size(), 3);
  ASSERT_FALSE(is_watertight(mesh));
  const double volume = signed_volume(mesh);
  const std::size_t num_vertices = mesh.vertices.size();
  make_manifold(mesh);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_GT(mesh.vertices.size(), num_vertices);
  EXPECT_EQ(mesh.colors, mesh.vertices) << "new vertices have the mean colour of their edge";
  ASSERT_EQ(mesh.uvs.size(), mesh.vertices.size());
  for (std::size_t i = 0; i < mesh.uvs.size(); ++i)
    EXPECT_EQ(mesh.uvs[i], (std::array{mesh.vertices[i].x, mesh.vertices[i].z})) << "and the mean coordinates";
  EXPECT_EQ(mesh.triangle_materials, std::vector<std::uint32_t>(mesh.triangles.size(), 3));
  EXPECT_NEAR(signed_volume(mesh), volume, 1e-12);
  EXPECT_EQ(connected_components(mesh).count, 1u);
}

TEST(ManifoldRepair, triangles_back_to_back_vanish) {
  for (const Vec3 tip : {Vec3{1, 1, 1}, Vec3{2, 0, -1}}) {
    Mesh mesh;
    mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, tip};
    append_tetrahedron(mesh, {0, 1, 2, 3});
    const double volume = signed_volume(mesh);
    for (const auto& t : {std::array{1U, 2U, 4U}, std::array{4U, 3U, 1U}, std::array{3U, 4U, 2U}}) {
      mesh.triangles.push_back({t[0], t[1], t[2]});
      mesh.triangles.push_back({t[1], t[0], t[2]});
    }
    make_manifold(mesh);
    EXPECT_EQ(mesh.triangles.size(), 4u);
    EXPECT_TRUE(is_watertight(mesh));
    EXPECT_EQ(signed_volume(mesh), volume);
  }
}

TEST(ManifoldRepair, an_open_surface_keeps_its_rim) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  const Mesh before = mesh;
  make_manifold(mesh);
  EXPECT_EQ(mesh.triangles, before.triangles);
  EXPECT_EQ(mesh.vertices.size(), 4u);
}

}  // namespace
}  // namespace syncdreamer
