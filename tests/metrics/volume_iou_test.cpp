#include "metrics/volume_iou.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace syncdreamer {
namespace {

// A closed box; its faces are split along their diagonals.
Mesh box(Vec3 low, Vec3 high) {
  Mesh mesh;
  for (int i = 0; i < 8; ++i) {
    mesh.vertices.push_back({i & 1 ? high.x : low.x, i & 2 ? high.y : low.y, i & 4 ? high.z : low.z});
  }
  mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                    {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
  return mesh;
}

TEST(VolumeIou, box_holds_the_points_that_lie_in_it) {
  const Occupancy grid = occupancy(box({-0.51, -0.26, -0.13}, {0.51, 0.26, 0.13}));
  EXPECT_EQ(grid.num_inside(), 33u * 17u * 9u);
  EXPECT_TRUE(grid.at(32, 32, 32));
  EXPECT_TRUE(grid.at(16, 24, 28));
  EXPECT_FALSE(grid.at(15, 24, 28));
}

TEST(VolumeIou, points_exactly_on_edges_and_corners_do_not_leak) {
  const Occupancy grid = occupancy(box({-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5}));
  EXPECT_EQ(grid.num_inside(), 32u * 32u * 32u);
}

TEST(VolumeIou, of_overlapping_boxes_is_the_ratio_of_volumes) {
  const Mesh a = box({-0.51, -0.51, -0.51}, {0.01, 0.51, 0.51});
  const Mesh b = box({-0.51, -0.51, -0.51}, {0.51, 0.51, 0.51});
  EXPECT_NEAR(volume_iou(a, b), 17.0 / 33.0, 1e-12);
  EXPECT_EQ(volume_iou(b, b), 1.0);
}

TEST(VolumeIou, whatever_is_not_zero_is_inside) {
  const Occupancy grid = occupancy(box({-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5}));
  Occupancy other = grid;
  for (std::uint8_t& inside : other.inside) inside = inside != 0 ? 255 : 0;
  EXPECT_EQ(other.num_inside(), grid.num_inside());
  EXPECT_EQ(volume_iou(grid, other), 1);
  other.inside.resize(5);
  EXPECT_THROW(volume_iou(grid, other), std::logic_error);
}

TEST(VolumeIou, of_nothing_is_zero) {
  EXPECT_EQ(volume_iou(Mesh{}, Mesh{}), 0.0);
}

TEST(VolumeIou, mesh_beyond_the_grid_is_cut_at_its_border) {
  EXPECT_EQ(occupancy(box({-3, -3, -3}, {3, 3, 3})).num_inside(), 64u * 64u * 64u);
  EXPECT_EQ(occupancy(box({1.5, 1.5, 1.5}, {3, 3, 3})).num_inside(), 0u);
}

TEST(Occupancy, a_corner_that_is_not_finite_or_missing_is_a_mistake_of_the_caller) {
  Mesh mesh = box({-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5});
  mesh.vertices[0].y = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(occupancy(mesh), std::logic_error);
  mesh.vertices.pop_back();
  EXPECT_THROW(occupancy(mesh), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
