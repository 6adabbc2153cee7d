#include "render/shading.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geometry/srgb.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

/// The floor z = 0 beside a wide wall in the plane x = 0.
Scene corner(Vec3 wall_color, double height = 1000) {
  Mesh mesh = plane_mesh(1000, 0);
  mesh.materials.resize(2);
  mesh.materials[1].color = wall_color;
  for (const Vec3& corner : {Vec3{0, -1000, -1}, Vec3{0, 1000, -1}, Vec3{0, 1000, height}, Vec3{0, -1000, height}}) {
    mesh.vertices.push_back(corner);
  }
  mesh.triangles.push_back({4, 5, 6});
  mesh.triangles.push_back({4, 6, 7});
  mesh.triangle_materials = {0, 0, 1, 1};
  return Scene(make_scene_object(mesh));
}

Vec3 light_at(const Scene& scene, Vec3 above, const LightOptions& options) {
  const auto point = scene.trace(above, {0, 0, -1});
  return gather_light(scene, *point, options, 7, 0);
}

TEST(Shading, nothing_around_gives_the_surroundings_light_exactly) {
  const Scene scene(make_scene_object(plane_mesh(1, 0)));
  EXPECT_NEAR(length(light_at(scene, {0.1, 0.2, 1}, {0.7, 16, 2}) - Vec3{0.7, 0.7, 0.7}), 0, 1e-12);
}

TEST(Shading, a_black_wall_takes_half_of_the_light_at_its_foot) {
  const LightOptions options{1, 20000, 1};
  EXPECT_NEAR(light_at(corner({0, 0, 0}), {0.01, 0, 1}, options).x, 0.5, 0.01);
}

TEST(Shading, a_low_wall_takes_what_lambert_s_law_gives_of_its_angle) {
  // Seen from beside, up to the angle a above the floor: the form factor of a wide wall is (1 - cos a) / 2.
  const LightOptions options{1, 20000, 1};
  for (const double height : {0.5, 1.0, 2.0}) {
    const double cosine = 1 / std::hypot(1, height);
    EXPECT_NEAR(light_at(corner({0, 0, 0}, height), {1, 0, 0.25}, options).x, 1 - (1 - cosine) / 2, 0.01) << height;
  }
}

TEST(Shading, a_red_wall_tints_the_floor) {
  const Vec3 light = light_at(corner({1, 0, 0}), {0.01, 0, 1}, {1, 20000, 1});
  EXPECT_NEAR(light.x, 1, 1e-9) << "a white channel loses nothing";
  EXPECT_NEAR(light.y, 0.5, 0.01);
}

TEST(Shading, in_a_closed_room_every_bounce_takes_the_walls_share) {
  const double albedo = 0.5;
  const Scene scene(colored(sphere_mesh(1, 24), srgb_from_linear(Vec3{albedo, albedo, albedo})));
  for (int num_bounces = 1; num_bounces <= 3; ++num_bounces)
    EXPECT_NEAR(light_at(scene, {0.1, 0.2, 0}, {1, 64, num_bounces}).x, std::pow(albedo, num_bounces), 1e-6)
        << num_bounces;
}

}  // namespace
}  // namespace syncdreamer
