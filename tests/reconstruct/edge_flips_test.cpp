#include "reconstruct/edge_flips.h"

#include <gtest/gtest.h>

#include "geometry/mesh_topology.h"
#include "tests/reconstruct/flat_tetrahedron.h"
#include "tests/reconstruct/smallest_area.h"
#include "tests/support/signed_volume.h"

namespace syncdreamer {
namespace {

TEST(EdgeFlips, remove_flat_triangles_and_leave_the_mesh_closed_with_its_surface) {
  Mesh mesh = tetrahedron_with_flat_triangle();
  ASSERT_TRUE(is_watertight(mesh));
  ASSERT_EQ(smallest_area(mesh), 0);
  const double volume = signed_volume(mesh), area = surface_area(mesh);
  EXPECT_EQ(flip_edges_of_bad_triangles(mesh), 0U);
  EXPECT_GT(smallest_area(mesh), 0.1);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_EQ(mesh.triangles.size(), 6U);
  EXPECT_NEAR(signed_volume(mesh), volume, 1e-12);
  EXPECT_NEAR(surface_area(mesh), area, 1e-12);
}

/// A quadrangle in the xy plane with a corner that points inward, cut along the diagonal that runs outside of it.
Mesh folded_quadrangle() {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0.3, 0.3, 0}, {0, 1, 0}};
  mesh.triangles = {{0, 1, 3}, {1, 2, 3}};
  mesh.normals.assign(4, {0, 0, 1});
  return mesh;
}

TEST(EdgeFlips, remove_triangles_folded_over_their_neighbours) {
  Mesh mesh = folded_quadrangle();
  ASSERT_LT(area_normal(mesh, mesh.triangles[1]).z, 0);
  EXPECT_EQ(flip_edges_of_bad_triangles(mesh), 0U);
  ASSERT_EQ(mesh.triangles.size(), 2U);
  for (const Triangle& triangle : mesh.triangles) EXPECT_GT(area_normal(mesh, triangle).z, 0.1);
  EXPECT_NEAR(surface_area(mesh), 0.3, 1e-12);
}

TEST(EdgeFlips, know_folded_triangles_by_the_normals_alone) {
  Mesh mesh = folded_quadrangle();
  mesh.normals.clear();
  const auto before = mesh.triangles;
  EXPECT_EQ(flip_edges_of_bad_triangles(mesh), 0U);
  EXPECT_EQ(mesh.triangles, before);
}

TEST(EdgeFlips, leave_what_no_flip_can_mend) {
  Mesh alone;
  alone.vertices = {{0, 0, 0}, {1, 0, 0}, {0.5, 0, 0}};
  alone.triangles = {{0, 1, 2}};
  EXPECT_EQ(flip_edges_of_bad_triangles(alone), 1U);
  EXPECT_EQ(alone.triangles.size(), 1U);
}

TEST(EdgeFlips, leave_good_triangles_as_they_are) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  mesh.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  const auto before = mesh.triangles;
  EXPECT_EQ(flip_edges_of_bad_triangles(mesh), 0U);
  EXPECT_EQ(mesh.triangles, before);
}

}  // namespace
}  // namespace syncdreamer
