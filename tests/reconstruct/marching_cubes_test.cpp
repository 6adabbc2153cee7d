#include "reconstruct/marching_cubes.h"

#include <gtest/gtest.h>

#include <limits>
#include <numbers>

#include "core/random.h"
#include "geometry/mesh_topology.h"
#include "tests/reconstruct/fields.h"
#include "tests/reconstruct/smallest_area.h"
#include "tests/support/signed_volume.h"

namespace syncdreamer {
namespace {

constexpr double kPi = std::numbers::pi;

TEST(MarchingCubes, a_sphere_is_closed_and_has_its_area_and_volume) {
  const double radius = 0.7;
  const Mesh mesh = marching_cubes(sample_field(48, sphere_field(radius)));
  EXPECT_EQ(euler_number(mesh), 2);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_NEAR(surface_area(mesh), 4 * kPi * radius * radius, 0.01 * 4 * kPi * radius * radius);
  EXPECT_NEAR(signed_volume(mesh), 4 / 3. * kPi * std::pow(radius, 3), 0.01 * 4 / 3. * kPi * std::pow(radius, 3));
  for (const auto& t : mesh.triangles) {
    const Vec3 a = mesh.vertices[t[0]], b = mesh.vertices[t[1]], c = mesh.vertices[t[2]];
    EXPECT_GT(dot(cross(b - a, c - a), a + b + c), 0) << "a triangle faces inward";
  }
  for (const Vec3 v : mesh.vertices) EXPECT_NEAR(length(v), radius, 0.002);
}

TEST(MarchingCubes, a_torus_has_euler_number_zero) {
  const Mesh mesh = marching_cubes(sample_field(40, torus_field(0.6, 0.25)));
  EXPECT_EQ(euler_number(mesh), 0);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_NEAR(signed_volume(mesh), 2 * kPi * kPi * 0.6 * 0.25 * 0.25, 0.02);
}

TEST(MarchingCubes, noise_gives_a_closed_surface) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    const Mesh mesh = marching_cubes(sample_field(16, [&](Vec3) { return random.uniform(-1, 1); }));
    EXPECT_TRUE(is_watertight(mesh));
    EXPECT_GT(smallest_area(mesh), 0);
    EXPECT_GT(signed_volume(mesh), 0);
  }
}

TEST(MarchingCubes, values_of_exactly_zero_give_no_triangle_without_area) {
  Random random(7);
  const Mesh noise = marching_cubes(sample_field(16, [&](Vec3) { return random.between(-1, 1); }));
  EXPECT_TRUE(is_watertight(noise));
  EXPECT_GT(smallest_area(noise), 0);
  const Mesh box = marching_cubes(sample_field(9, [](Vec3 p) {
    return std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)}) - 0.5;
  }));
  EXPECT_TRUE(is_watertight(box));
  EXPECT_EQ(euler_number(box), 2);
  EXPECT_GT(smallest_area(box), 0);
  EXPECT_NEAR(bounding_box(box).shortest_side(), 1, 0.001);
}

TEST(MarchingCubes, an_object_that_touches_the_border_is_closed_there) {
  const Mesh cut = marching_cubes(sample_field(24, [](Vec3 p) { return length(p - Vec3{0, 0, -1}) - 0.8; }));
  EXPECT_TRUE(is_watertight(cut));
  EXPECT_EQ(euler_number(cut), 2);
  const Mesh all = marching_cubes(sample_field(5, [](Vec3) { return -1; }));
  EXPECT_TRUE(is_watertight(all));
  EXPECT_NEAR(bounding_box(all).shortest_side(), 2, 0.01) << "the whole grid";
}

TEST(MarchingCubes, what_is_not_a_number_is_outside) {
  ScalarGrid grid = sample_field(16, sphere_field(0.6));
  grid.at(8, 8, 8) = std::numeric_limits<float>::quiet_NaN();
  grid.at(5, 8, 8) = -std::numeric_limits<float>::infinity();
  grid.at(2, 2, 2) = std::numeric_limits<float>::infinity();
  const Mesh mesh = marching_cubes(grid);
  EXPECT_TRUE(is_watertight(mesh));
  EXPECT_EQ(euler_number(mesh), 4) << "the sphere and the hole in it";
  for (const Vec3 v : mesh.vertices) EXPECT_TRUE(std::isfinite(v.x + v.y + v.z));
}

TEST(MarchingCubes, nothing_inside_gives_an_empty_mesh) {
  EXPECT_TRUE(marching_cubes(sample_field(8, [](Vec3) { return 1; })).empty());
}

TEST(MarchingCubes, a_grid_of_the_wrong_length_is_refused) {
  ScalarGrid grid(4, 1.0);
  grid.values.pop_back();
  EXPECT_THROW(marching_cubes(grid), std::logic_error);
  EXPECT_THROW(marching_cubes(ScalarGrid()), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
