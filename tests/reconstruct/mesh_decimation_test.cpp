#include "reconstruct/mesh_decimation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"
#include "geometry/mesh_topology.h"
#include "reconstruct/marching_cubes.h"
#include "tests/reconstruct/fields.h"
#include "tests/reconstruct/flat_tetrahedron.h"
#include "tests/reconstruct/smallest_area.h"
#include "tests/support/signed_volume.h"

namespace syncdreamer {
namespace {

TEST(MeshDecimation, a_sphere_of_fewer_triangles_is_still_a_closed_sphere) {
  const Mesh fine = marching_cubes(sample_field(64, sphere_field(0.7)));
  const Mesh coarse = decimate(fine, 2000);
  EXPECT_LE(coarse.triangles.size(), 2000u);
  EXPECT_GT(coarse.triangles.size(), 1900u);
  EXPECT_LT(coarse.vertices.size(), fine.vertices.size());
  EXPECT_TRUE(is_watertight(coarse));
  EXPECT_EQ(euler_number(coarse), 2);
  EXPECT_NEAR(signed_volume(coarse), signed_volume(fine), 0.01 * signed_volume(fine));
}

TEST(MeshDecimation, a_torus_keeps_its_hole) {
  const Mesh coarse = decimate(marching_cubes(sample_field(48, torus_field(0.6, 0.25))), 500);
  EXPECT_LE(coarse.triangles.size(), 500u);
  EXPECT_TRUE(is_watertight(coarse));
  EXPECT_EQ(euler_number(coarse), 0);
}

TEST(MeshDecimation, a_surface_of_many_handles_stays_closed) {
  const double waves = 2 * std::numbers::pi;
  const Mesh fine = marching_cubes(sample_field(48, [&](Vec3 p) {
    const Vec3 q = p * waves;
    return std::sin(q.x) * std::cos(q.y) + std::sin(q.y) * std::cos(q.z) + std::sin(q.z) * std::cos(q.x);
  }));
  const Mesh coarse = decimate(fine, fine.triangles.size() / 8);
  EXPECT_LE(coarse.triangles.size(), fine.triangles.size() / 8);
  EXPECT_TRUE(is_watertight(coarse));
  EXPECT_NEAR(signed_volume(coarse), signed_volume(fine), 0.03 * signed_volume(fine));
}

TEST(MeshDecimation, a_rough_surface_with_tiny_handles_stays_closed) {
  Random random(1);
  Mesh fine = marching_cubes(sample_field(64, [&](Vec3 p) { return length(p) - 0.7 + random.uniform(-0.04, 0.04); }));
  keep_large_components(fine, 1);
  ASSERT_LT(euler_number(fine), 2) << "the noise makes handles";
  const Mesh coarse = decimate(fine, 3000);
  EXPECT_LE(coarse.triangles.size(), 3100u);
  EXPECT_TRUE(is_watertight(coarse));
  EXPECT_NEAR(signed_volume(coarse), signed_volume(fine), 0.05 * signed_volume(fine));
}

double wavy_sphere(Vec3 p) {
  return length(p) - 0.6 - 0.05 * std::sin(9 * p.x) * std::sin(11 * p.y) * std::sin(10 * p.z);
}

/// Away from the wavy sphere, by central differences.
Vec3 outward(Vec3 p) {
  constexpr double kStep = 1e-4;
  Vec3 gradient{};
  for (const Vec3 axis : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}) {
    gradient += axis * (wavy_sphere(p + axis * kStep) - wavy_sphere(p - axis * kStep));
  }
  return normalized(gradient);
}

TEST(MeshDecimation, folds_no_triangle_over) {
  const Mesh fine = marching_cubes(sample_field(64, wavy_sphere));
  for (const std::size_t num_triangles : {300U, 1000U, 3000U, 10000U}) {
    const Mesh coarse = decimate(fine, num_triangles);
    const auto num_folded = std::count_if(coarse.triangles.begin(), coarse.triangles.end(), [&](const Triangle& t) {
      Vec3 of_corners{};
      for (const std::uint32_t corner : t) of_corners += outward(coarse.vertices[corner]);
      return dot(area_normal(coarse, t), of_corners) < 0;
    });
    EXPECT_EQ(num_folded, 0) << num_triangles << " triangles";
  }
}

TEST(MeshDecimation, stops_before_the_shape_is_lost) {
  const Mesh fine = marching_cubes(sample_field(32, sphere_field(0.7)));
  const Mesh coarse = decimate(fine, 4);
  EXPECT_GT(coarse.triangles.size(), 20u);
  EXPECT_LT(coarse.triangles.size(), fine.triangles.size() / 10);
  EXPECT_NEAR(signed_volume(coarse), signed_volume(fine), 0.2 * signed_volume(fine));
}

TEST(MeshDecimation, flat_triangles_are_mended_even_if_there_are_few_enough) {
  const Mesh mesh = tetrahedron_with_flat_triangle();
  ASSERT_EQ(smallest_area(mesh), 0);
  EXPECT_GT(smallest_area(decimate(mesh, 100)), 0.1);
}

TEST(MeshDecimation, a_mesh_that_is_small_enough_stays_as_it_is) {
  Mesh mesh = marching_cubes(sample_field(16, sphere_field(0.7)));
  mesh.colors.assign(mesh.vertices.size(), {1, 0, 0});
  const Mesh same = decimate(mesh, mesh.triangles.size());
  EXPECT_EQ(same.triangles, mesh.triangles);
  EXPECT_EQ(same.vertices, mesh.vertices);
  EXPECT_EQ(same.colors, mesh.colors);
  EXPECT_TRUE(decimate(Mesh(), 10).empty());
}

}  // namespace
}  // namespace syncdreamer
