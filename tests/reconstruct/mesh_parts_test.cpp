#include "reconstruct/mesh_parts.h"

#include <gtest/gtest.h>

#include <utility>

#include "geometry/mesh_topology.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

Mesh ball(Vec3 centre, double radius) {
  Mesh mesh = sphere_mesh(radius, 24);
  for (Vec3& vertex : mesh.vertices) vertex += centre;
  return mesh;
}

/// A ball of radius 0.3 beside one of a radius.
std::vector<ReconstructionView> views_with(double radius) {
  return draw_views(ring_cameras(16, 128), all_of({sphere_body(0.3), moved(sphere_body(radius), {0.42, 0, 0})}));
}

TEST(MeshParts, what_no_silhouette_needs_goes_however_large_it_is) {
  const auto views = draw_views(ring_cameras(16, 128), sphere_body(0.3));
  Mesh mesh = joined_shapes(ball({}, 0.3), ball({0, 0, 0}, 0.2));
  const LeftOutParts left_out = keep_needed_parts(mesh, views, 0.1);
  EXPECT_EQ(left_out.count, 1U);
  EXPECT_EQ(left_out.seen_share, 0) << "it hides nothing";
  EXPECT_TRUE(left_out.seen.empty());
  EXPECT_EQ(connected_components(mesh).count, 1U);
}

TEST(MeshParts, of_two_that_hide_each_other_one_stays) {
  Mesh mesh = joined_shapes(ball({}, 0.3), joined_shapes(ball({0.42, 0, 0}, 0.1), ball({0.42, 0, 0}, 0.1)));
  const LeftOutParts left_out = keep_needed_parts(mesh, views_with(0.1), 0.1);
  EXPECT_EQ(left_out.count, 1U);
  EXPECT_EQ(connected_components(mesh).count, 2U);
}

TEST(MeshParts, what_goes_anyway_makes_nothing_else_needless) {
  Mesh hollow = ball({0.42, 0, 0}, 0.1);
  for (Triangle& triangle : hollow.triangles) std::swap(triangle[1], triangle[2]);
  Mesh mesh = joined_shapes(ball({}, 0.3), joined_shapes(ball({0.42, 0, 0}, 0.1), hollow));
  EXPECT_EQ(keep_needed_parts(mesh, views_with(0.1), 0.1).count, 1U);
  EXPECT_NEAR(bounding_box(mesh).max.x, 0.52, 1e-3);
}

TEST(MeshParts, what_silhouettes_need_stays_if_it_is_large_enough) {
  Mesh mesh = joined_shapes(ball({}, 0.3), ball({0.42, 0, 0}, 0.1));
  const LeftOutParts left_out = keep_needed_parts(mesh, views_with(0.1), 0.1);
  EXPECT_EQ(left_out.count, 0U);
  EXPECT_EQ(connected_components(mesh).count, 2U);
}

TEST(MeshParts, what_is_seen_and_too_small_is_left_out_and_known) {
  Mesh mesh = joined_shapes(ball({}, 0.3), ball({0.42, 0, 0}, 0.08));
  const LeftOutParts left_out = keep_needed_parts(mesh, views_with(0.08), 0.1);
  EXPECT_EQ(left_out.count, 1U);
  EXPECT_NEAR(left_out.seen_share, 0.08 * 0.08 / 0.09, 1e-3);
  EXPECT_NEAR(bounding_box(left_out.seen).max.x, 0.5, 1e-3);
  EXPECT_NEAR(bounding_box(mesh).max.x, 0.3, 1e-3);
}

TEST(MeshParts, what_is_inside_out_is_no_part_that_is_missed) {
  Mesh hollow = ball({0.42, 0, 0}, 0.08);
  for (Triangle& triangle : hollow.triangles) std::swap(triangle[1], triangle[2]);
  Mesh mesh = joined_shapes(ball({}, 0.3), hollow);
  const LeftOutParts left_out = keep_needed_parts(mesh, views_with(0.08), 0.1);
  EXPECT_EQ(left_out.count, 1U);
  EXPECT_EQ(left_out.seen_share, 0);
  EXPECT_TRUE(left_out.seen.empty());
}

TEST(MeshParts, however_small_what_is_seen_stays_if_it_may) {
  for (const double least_share : {0.001, 0.02}) {
    Mesh mesh = joined_shapes(ball({}, 0.3), ball({0.42, 0, 0}, 0.027));  // 0.8 % of the surface
    keep_needed_parts(mesh, views_with(0.027), least_share);
    EXPECT_EQ(connected_components(mesh).count, least_share < 0.0081 ? 2U : 1U) << least_share;
  }
}

}  // namespace
}  // namespace syncdreamer
