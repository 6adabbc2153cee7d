#include "reconstruct/surface_charts.h"

#include <gtest/gtest.h>

#include <numbers>
#include <set>

#include "reconstruct/marching_cubes.h"
#include "tests/reconstruct/fields.h"

namespace syncdreamer {
namespace {

TEST(SurfaceCharts, a_sphere_has_six) {
  const Mesh mesh = marching_cubes(sample_field(48, sphere_field(0.7)));
  const auto charts = cut_into_charts(mesh, 256);
  EXPECT_EQ(charts.size(), 6u);
  std::set<int> axes;
  std::set<std::uint32_t> triangles;
  for (const SurfaceChart& chart : charts) {
    axes.insert(chart.axis);
    for (const std::uint32_t t : chart.triangles) EXPECT_TRUE(triangles.insert(t).second);
  }
  EXPECT_EQ(axes.size(), 6u);
  EXPECT_EQ(triangles.size(), mesh.triangles.size());
}

TEST(SurfaceCharts, projections_keep_the_orientation_of_what_faces_them) {
  const Mesh mesh = marching_cubes(sample_field(32, torus_field(0.6, 0.3)));
  for (const SurfaceChart& chart : cut_into_charts(mesh, 256)) {
    for (const std::uint32_t i : chart.triangles) {
      std::array<Point2, 3> p;
      for (std::size_t k = 0; k < 3; ++k) p[k] = project_along(chart.axis, mesh.vertices[mesh.triangles[i][k]]);
      EXPECT_GT(twice_area(p[0], p[1], p[2]), 0);
    }
  }
}

TEST(SurfaceCharts, a_ramp_that_winds_over_itself_is_cut) {
  Mesh ramp;
  constexpr int kSteps = 90;
  for (int i = 0; i <= kSteps; ++i) {
    const double angle = 5 * std::numbers::pi * i / kSteps, height = 0.5 * i / kSteps;
    for (const double radius : {0.3, 0.6}) {
      ramp.vertices.push_back({radius * std::cos(angle), radius * std::sin(angle), height});
    }
  }
  for (std::uint32_t i = 0; i < kSteps; ++i) {
    ramp.triangles.push_back({2 * i, 2 * i + 1, 2 * i + 3});
    ramp.triangles.push_back({2 * i, 2 * i + 3, 2 * i + 2});
  }
  const auto charts = cut_into_charts(ramp, 256);
  EXPECT_GE(charts.size(), 3u) << "two turns and a half";
  EXPECT_LE(charts.size(), 12u);
}

}  // namespace
}  // namespace syncdreamer
