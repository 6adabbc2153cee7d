#include "metrics/normal_consistency.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"

namespace syncdreamer {
namespace {

/// The square [0, 1]^2 at a height, turned about the x axis.
Mesh square(double height, double angle = 0) {
  const double c = std::cos(angle), s = std::sin(angle);
  Mesh mesh;
  mesh.vertices = {{0, 0, height}, {1, 0, height}, {1, c, height + s}, {0, c, height + s}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  return mesh;
}

TEST(NormalConsistency, samples_lie_evenly_on_the_surface) {
  Mesh mesh = square(0.5);
  mesh.vertices[2] = {1, 3, 0.5};  // one triangle three times as large as the other
  const SurfaceSamples samples = sample_surface(mesh, 4000);
  ASSERT_EQ(samples.points.size(), 4000u);
  Vec3 sum;
  for (std::size_t i = 0; i < 4000; ++i) {
    EXPECT_NEAR(samples.points[i].z, 0.5, 1e-12);
    EXPECT_NEAR(samples.normals[i].z, 1, 1e-12);
    sum += samples.points[i];
  }
  // Centroids (2/3, 1) of area 3/2 and (1/3, 4/3) of area 1/2.
  EXPECT_NEAR(sum.x / 4000, (2 / 3. * 1.5 + 1 / 3. * 0.5) / 2, 0.02);
  EXPECT_NEAR(sum.y / 4000, (1 * 1.5 + 4 / 3. * 0.5) / 2, 0.03);
}

TEST(NormalConsistency, the_same_seed_gives_the_same_samples) {
  EXPECT_EQ(sample_surface(square(0), 50, 3).points, sample_surface(square(0), 50, 3).points);
  EXPECT_NE(sample_surface(square(0), 50, 3).points, sample_surface(square(0), 50, 4).points);
}

TEST(NormalConsistency, is_the_cosine_of_the_angle_between_planes) {
  const SurfaceSamples flat = sample_surface(square(0), 2000);
  EXPECT_NEAR(normal_consistency(flat, sample_surface(square(0.3), 2000, 1)), 1, 1e-12);
  const double angle = std::numbers::pi / 3;
  EXPECT_NEAR(normal_consistency(flat, sample_surface(square(0, angle), 2000, 1)), 0.5, 1e-12);
  Mesh turned = square(0);
  std::swap(turned.triangles[0][0], turned.triangles[0][1]);
  EXPECT_NEAR(normal_consistency(flat, sample_surface(turned, 2000, 1)), 1, 1e-12) << "the side does not count";
}

// From a to b every point agrees, from b to a half of them.
TEST(NormalConsistency, is_the_mean_of_both_directions) {
  const SurfaceSamples a{{{0, 0, 0}}, {{0, 0, 1}}};
  const SurfaceSamples b{{{0, 0, 0}, {1, 0, 0}}, {{0, 0, 1}, {1, 0, 0}}};
  EXPECT_NEAR(normal_consistency(a, b), 0.75, 1e-12);
  EXPECT_NEAR(normal_consistency(b, a), 0.75, 1e-12);
}

TEST(NormalConsistency, every_point_has_its_normal) {
  const SurfaceSamples whole{{{0, 0, 0}, {1, 0, 0}}, {{0, 0, 1}, {0, 0, 1}}}, cut{{{0, 0, 0}, {1, 0, 0}}, {{0, 0, 1}}};
  EXPECT_THROW(normal_consistency(whole, cut), std::logic_error);
  EXPECT_THROW(normal_consistency(cut, whole), std::logic_error);
}

TEST(NormalConsistency, a_mesh_without_surface_is_an_input_error) {
  EXPECT_THROW(sample_surface(Mesh(), 10), InputError);
  EXPECT_THROW(normal_consistency({}, {}), std::logic_error);
  Mesh missing_corner;
  missing_corner.vertices = {{0, 0, 0}, {1, 0, 0}};
  missing_corner.triangles = {{0, 1, 2}};
  EXPECT_THROW(sample_surface(missing_corner, 8), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
