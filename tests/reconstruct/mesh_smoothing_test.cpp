#include "reconstruct/mesh_smoothing.h"

#include <gtest/gtest.h>

#include "core/random.h"
#include "geometry/mesh_topology.h"
#include "reconstruct/marching_cubes.h"
#include "tests/reconstruct/fields.h"
#include "tests/support/signed_volume.h"

namespace syncdreamer {
namespace {

constexpr double kSphereRadius = 0.7;

/// Root mean square of the vertices' distance to the sphere.
double roughness(const Mesh& mesh) {
  double sum = 0;
  for (const Vec3 v : mesh.vertices) sum += (length(v) - kSphereRadius) * (length(v) - kSphereRadius);
  return std::sqrt(sum / static_cast<double>(mesh.vertices.size()));
}

TEST(MeshSmoothing, noise_on_a_sphere_goes_and_its_volume_stays) {
  Mesh mesh = marching_cubes(sample_field(40, sphere_field(kSphereRadius)));
  const double volume = signed_volume(mesh);
  Random random(1);
  for (Vec3& v : mesh.vertices) v = v * (1 + random.uniform(-0.03, 0.03));
  const double rough = roughness(mesh);
  taubin_smooth(mesh, 10);
  EXPECT_LT(roughness(mesh), 0.4 * rough);
  EXPECT_NEAR(signed_volume(mesh), volume, 0.01 * volume);
  EXPECT_TRUE(is_watertight(mesh));
}

TEST(MeshSmoothing, many_rounds_do_not_shrink) {
  Mesh mesh = marching_cubes(sample_field(32, sphere_field(kSphereRadius)));
  const double volume = signed_volume(mesh);
  taubin_smooth(mesh, 50);
  EXPECT_NEAR(signed_volume(mesh), volume, 0.01 * volume);
}

TEST(MeshSmoothing, normals_that_no_longer_fit_are_dropped) {
  Mesh mesh = marching_cubes(sample_field(16, sphere_field(kSphereRadius)));
  compute_normals(mesh);
  taubin_smooth(mesh, 10);
  EXPECT_TRUE(mesh.normals.empty());
}

}  // namespace
}  // namespace syncdreamer
