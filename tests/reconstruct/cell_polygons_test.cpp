#include "reconstruct/cell_polygons.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "geometry/linear.h"

namespace syncdreamer {
namespace {

bool is_inside(unsigned inside, int corner) {
  return (inside >> corner & 1U) != 0;
}

std::set<CellEdge> crossed_edges(unsigned inside) {
  std::set<CellEdge> edges;
  for (int corner = 0; corner < 8; ++corner) {
    for (int axis = 0; axis < 3; ++axis) {
      const int other = corner | 1 << axis;
      if (other != corner && is_inside(inside, corner) != is_inside(inside, other)) edges.insert({corner, axis});
    }
  }
  return edges;
}

Vec3 middle(CellEdge edge) {
  Vec3 point{edge.corner & 1 ? 1.0 : 0, edge.corner & 2 ? 1.0 : 0, edge.corner & 4 ? 1.0 : 0};
  point[edge.axis] = 0.5;
  return point;
}

bool in_one_face(Vec3 a, Vec3 b) {
  for (int i = 0; i < 3; ++i) {
    if (a[i] == b[i] && (a[i] == 0 || a[i] == 1)) return true;
  }
  return false;
}

TEST(CellPolygons, every_crossed_edge_is_a_corner_of_exactly_one_polygon) {
  for (unsigned inside = 0; inside < 256; ++inside) {
    std::set<CellEdge> found;
    for (const CellPolygon& polygon : cell_polygons(inside)) {
      for (const CellEdge edge : polygon.edges) EXPECT_TRUE(found.insert(edge).second) << "case " << inside;
    }
    EXPECT_EQ(found, crossed_edges(inside)) << "case " << inside;
  }
}

TEST(CellPolygons, one_corner_inside_gives_a_triangle_that_faces_away_from_it) {
  for (int corner = 0; corner < 8; ++corner) {
    const auto& polygons = cell_polygons(1U << corner);
    ASSERT_EQ(polygons.size(), 1u);
    ASSERT_EQ(polygons[0].triangles.size(), 1u);
    const auto& t = polygons[0].triangles[0];
    const Vec3 a = middle(polygons[0].edges[t[0]]), b = middle(polygons[0].edges[t[1]]),
               c = middle(polygons[0].edges[t[2]]);
    const Vec3 place{corner & 1 ? 1.0 : 0, corner & 2 ? 1.0 : 0, corner & 4 ? 1.0 : 0};
    EXPECT_GT(dot(cross(b - a, c - a), a - place), 0) << "corner " << corner;
  }
}

TEST(CellPolygons, corners_across_a_face_stay_apart) {
  EXPECT_EQ(cell_polygons(0b00001001).size(), 2u);
  EXPECT_EQ(cell_polygons(0b01101001).size(), 4u) << "four corners, no two of them neighbours";
}

TEST(CellPolygons, the_triangles_fill_the_polygon_and_no_inner_edge_lies_in_a_face) {
  for (unsigned inside = 0; inside < 256; ++inside) {
    for (const CellPolygon& polygon : cell_polygons(inside)) {
      const std::size_t count = polygon.edges.size();
      EXPECT_EQ(polygon.triangles.size(), polygon.needs_centre ? count : count - 2);
      std::map<std::pair<std::uint32_t, std::uint32_t>, int> uses;
      for (const auto& t : polygon.triangles) {
        for (std::size_t i = 0; i < 3; ++i) ++uses[{t[i], t[(i + 1) % 3]}];
      }
      for (const auto& [edge, number] : uses) {
        EXPECT_EQ(number, 1);
        const bool on_rim = edge.first < count && edge.second == (edge.first + 1) % count;
        EXPECT_NE(on_rim, uses.contains({edge.second, edge.first})) << "case " << inside;
        if (on_rim || polygon.needs_centre) continue;
        EXPECT_FALSE(in_one_face(middle(polygon.edges[edge.first]), middle(polygon.edges[edge.second])))
            << "case " << inside;
      }
    }
  }
}

}  // namespace
}  // namespace syncdreamer
