#include "reconstruct/flat_triangles.h"

#include <gtest/gtest.h>

#include "geometry/mesh_topology.h"
#include "tests/reconstruct/flat_tetrahedron.h"
#include "tests/reconstruct/smallest_area.h"

namespace syncdreamer {
namespace {

TEST(FlatTriangles, are_turned_and_the_mesh_stays_closed_with_its_surface) {
  Mesh mesh = tetrahedron_with_flat_triangle();
  ASSERT_TRUE(is_watertight(mesh));
  ASSERT_EQ(smallest_area(mesh), 0);
  const double volume = signed_volume(mesh), area = surface_area(mesh);
  EXPECT_EQ(turn_flat_triangles(mesh), 0U);
  EXPECT_GT(smallest_area(mesh), 0.1);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_EQ(mesh.triangles.size(), 6U);
  EXPECT_NEAR(signed_volume(mesh), volume, 1e-12);
  EXPECT_NEAR(surface_area(mesh), area, 1e-12);
}

TEST(FlatTriangles, stay_where_nothing_can_be_turned) {
  Mesh alone;
  alone.vertices = {{0, 0, 0}, {1, 0, 0}, {0.5, 0, 0}};
  alone.triangles = {{0, 1, 2}};
  EXPECT_EQ(turn_flat_triangles(alone), 1U);
  EXPECT_EQ(alone.triangles.size(), 1U);
}

TEST(FlatTriangles, other_triangles_stay_as_they_are) {
  Mesh mesh;
  mesh.vertices = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  mesh.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  const auto before = mesh.triangles;
  EXPECT_EQ(turn_flat_triangles(mesh), 0U);
  EXPECT_EQ(mesh.triangles, before);
}

}  // namespace
}  // namespace syncdreamer
