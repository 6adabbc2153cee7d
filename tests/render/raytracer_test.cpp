#include "render/raytracer.h"

#include <gtest/gtest.h>

#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

TEST(RayTracer, meets_the_nearest_of_two_planes_with_its_weights_and_normal) {
  Mesh mesh = plane_mesh(1, 0);
  for (const Vec3& vertex : plane_mesh(1, -1).vertices) mesh.vertices.push_back(vertex);
  mesh.triangles.push_back({4, 5, 6});
  mesh.triangles.push_back({4, 6, 7});
  const RayTracer tracer(mesh);
  const auto hit = tracer.trace({0.5, -0.25, 2}, {0, 0, -2});
  ASSERT_TRUE(hit.has_value());
  EXPECT_NEAR(hit->distance, 1, 1e-6) << "in lengths of the direction";
  EXPECT_EQ(hit->triangle, 0u);
  const Vec3 at = mesh.vertices[0] * (1 - hit->u - hit->v) + mesh.vertices[1] * hit->u + mesh.vertices[2] * hit->v;
  EXPECT_NEAR(length(at - Vec3{0.5, -0.25, 0}), 0, 1e-6);
  EXPECT_NEAR(hit->normal.z, 1, 1e-6);
}

TEST(RayTracer, rays_pass_where_they_are_let_through) {
  const Mesh mesh = joined_shapes(plane_mesh(1, 0), plane_mesh(1, -1));
  const RayTracer tracer(mesh, [](std::uint32_t triangle, double, double v) { return triangle < 2 && v > 0.5; });
  const Triangle& t = mesh.triangles[1];
  for (const double v : {0.4, 0.6}) {
    const Vec3 at = mesh.vertices[t[0]] * (0.8 - v) + mesh.vertices[t[1]] * 0.2 + mesh.vertices[t[2]] * v;
    const auto hit = tracer.trace(at + Vec3{0, 0, 2}, {0, 0, -1});
    ASSERT_TRUE(hit.has_value());
    EXPECT_NEAR(hit->distance, v > 0.5 ? 3 : 2, 1e-6);
  }
}

TEST(RayTracer, a_mesh_far_away_keeps_its_outline) {
  const RayTracer tracer(plane_mesh(1, 0));
  const double far = 1e7;
  for (const double edge : {0.999, 1.001}) {
    const Vec3 origin{far / 2, 0.3, far}, target{edge, 0.3, 0};
    const auto hit = tracer.trace(origin, normalized(target - origin));
    ASSERT_EQ(hit.has_value(), edge < 1) << edge;
    if (hit) {
      EXPECT_NEAR(hit->distance, length(target - origin), 1e-3);
    }
  }
}

TEST(RayTracer, misses_beside_the_mesh_and_in_an_empty_one) {
  EXPECT_FALSE(RayTracer(plane_mesh(1, 0)).trace({2, 0, 1}, {0, 0, -1}).has_value());
  EXPECT_FALSE(RayTracer(Mesh()).trace({0, 0, 1}, {0, 0, -1}).has_value());
}

TEST(RayTracer, a_triangle_without_corners_is_a_mistake_of_the_caller) {
  Mesh mesh = plane_mesh(1, 0);
  mesh.vertices.pop_back();
  EXPECT_THROW(RayTracer{mesh}, std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
