#include "render/render_views.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geometry/srgb.h"
#include "tests/render/solids.h"

namespace syncdreamer {
namespace {

RenderOptions small() {
  RenderOptions options;
  options.size = 64;
  options.threads = 1;
  return options;
}

double depth_of(std::uint16_t level) {
  return level / 65535.0 * kDepthRange + kDepthMin;
}

TEST(RenderViews, depth_of_a_plane_is_exact_to_16_bits) {
  RenderOptions options = small();
  options.depth = true;
  const Scene scene(colored(plane_mesh(2, 0.1), {1, 1, 1}));
  const Camera camera = camera_at({0.4, 0.7, 1.5}, options.size);
  const RenderedView view = render_view(scene, camera, options, 1);
  int num_compared = 0;
  for (int y = 0; y < 64; y += 7) {
    for (int x = 0; x < 64; x += 7) {
      const Vec3 ray = camera.ray_direction(x + 0.5, y + 0.5);
      const Vec3 point = camera.centre() + ray * ((0.1 - camera.centre().z) / ray.z);
      const double expected = camera.cam_from_world(point).z;
      if (expected < kDepthMin || expected > kDepthMin + kDepthRange || std::abs(point.x) > 1.99 ||
          std::abs(point.y) > 1.99)
        continue;
      ++num_compared;
      EXPECT_NEAR(depth_of(view.depth.at(x, y)), expected, 0.5 * kDepthRange / 65535 + 1e-6) << x << ' ' << y;
    }
  }
  EXPECT_GT(num_compared, 50) << "of a hundred";
}

TEST(RenderViews, depth_of_a_sphere_and_its_background) {
  RenderOptions options = small();
  options.depth = true;
  const Scene scene(colored(sphere_mesh(0.4, 256), {1, 1, 1}));
  const RenderedView view = render_view(scene, camera_at({0, 0.5, 1.5}, options.size), options, 1);
  EXPECT_NEAR(depth_of(view.depth.at(32, 32)), 1.1, 2e-4);
  EXPECT_EQ(view.depth.at(0, 0), 65535);
  EXPECT_EQ(view.image.at(0, 0, 3), 0);
  EXPECT_EQ(view.image.at(32, 32, 3), 255);
}

TEST(RenderViews, a_white_convex_object_has_the_radiance_of_its_surroundings) {
  RenderOptions options = small();
  options.light.environment = 0.5;
  const Scene scene(colored(sphere_mesh(0.4, 48), {1, 1, 1}));
  const RenderedView view = render_view(scene, camera_at({0.3, 0.5, 1.5}, options.size), options, 1);
  const int expected = static_cast<int>(srgb_from_linear(0.5) * 255 + 0.5);
  int count = 0;
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      if (view.image.at(x, y, 3) == 0) continue;
      for (int c = 0; c < 3; ++c) ASSERT_EQ(view.image.at(x, y, c), expected) << x << ' ' << y;
      ++count;
    }
  }
  EXPECT_NEAR(count, std::numbers::pi * std::pow(70 * 0.4 / std::sqrt(1.5 * 1.5 - 0.16), 2), 60);
}

TEST(RenderViews, a_coloured_convex_object_shows_its_colour_at_radiance_one) {
  RenderOptions options = small();
  options.light.environment = 1;
  const Scene scene(colored(sphere_mesh(0.4, 48), {0.8, 0.4, 0.2}));
  const RenderedView view = render_view(scene, camera_at({0.3, 0.5, 1.5}, options.size), options, 1);
  EXPECT_EQ(view.image.at(32, 32, 0), 204);
  EXPECT_EQ(view.image.at(32, 32, 1), 102);
  EXPECT_EQ(view.image.at(32, 32, 2), 51);
}

TEST(RenderViews, a_hollow_is_darker_than_its_rim) {
  RenderOptions options = small();
  Mesh bowl = sphere_mesh(0.4, 48);
  std::erase_if(bowl.triangles, [&](const auto& t) { return bowl.vertices[t[0]].z > 0.1; });
  const Scene scene(colored(bowl, {0.5, 0.5, 0.5}));
  const RenderedView view = render_view(scene, camera_at({0, 1.5, 1.5}, options.size), options, 1);
  EXPECT_LT(view.image.at(32, 32, 0), 0.97 * srgb_from_linear(0.5 * linear_from_srgb(0.5)) * 255);
  EXPECT_GT(view.image.at(32, 32, 0), 20) << "both sides of a surface are lit";
}

TEST(RenderViews, alpha_is_the_share_of_the_pixel_that_is_covered) {
  RenderOptions options = small();
  options.samples = 256;
  options.light.num_rays = 1;
  const Scene scene(colored(plane_mesh(0.25, 0), {1, 1, 1}));
  const RenderedView view = render_view(scene, camera_at({0, radians(90), 1.5}, options.size), options, 1);
  double covered = 0;
  for (std::size_t i = 3; i < view.image.pixels.size(); i += 4) covered += view.image.pixels[i] / 255.0;
  EXPECT_NEAR(covered, std::pow(0.5 * 70 / 1.5, 2), 2);
}

TEST(RenderViews, same_seed_same_pictures_whatever_the_threads) {
  const Scene scene(colored(sphere_mesh(0.4, 12), {0.3, 0.6, 0.9}));
  std::vector<Camera> cameras;
  for (const Viewpoint& viewpoint : viewpoint_ring(3)) cameras.push_back(camera_at(viewpoint, 64));
  RenderOptions one = small(), two = small(), other = small();
  two.threads = 2;
  other.seed += 1;
  const auto a = render_views(scene, cameras, one), b = render_views(scene, cameras, two),
             c = render_views(scene, cameras, other);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(a[k].image.pixels, b[k].image.pixels);
    EXPECT_NE(a[k].image.pixels, c[k].image.pixels);
  }
}

TEST(RenderViews, a_picture_has_the_size_of_its_camera) {
  Camera camera = camera_at({0, 0.5, 1.5}, 64);
  const Scene scene(colored(sphere_mesh(0.4, 24), {1, 1, 1}));
  const Image square = render_view(scene, camera, small(), 1).image;
  camera.height = 40;  // the upper part
  RenderOptions options = small();
  options.size = 32;
  options.depth = true;
  const RenderedView view = render_view(scene, camera, options, 1);
  EXPECT_EQ(view.depth.width, 64);
  EXPECT_EQ(view.depth.height, 40);
  ASSERT_EQ(view.image.width, 64);
  ASSERT_EQ(view.image.height, 40);
  for (int y = 0; y < 38; ++y) {  // light is smoothed over two rows
    for (int x = 0; x < 64; ++x) {
      for (int c = 0; c < 4; ++c) ASSERT_EQ(view.image.at(x, y, c), square.at(x, y, c)) << x << ", " << y;
    }
  }
}

TEST(RenderViews, a_camera_that_is_none_is_a_mistake_of_the_caller) {
  Camera camera = camera_at({0, 0, 1.5}, 64);
  camera.height = 0;
  const Scene scene(make_scene_object(Mesh()));
  EXPECT_THROW(render_view(scene, camera, small(), 1), std::logic_error);
}

TEST(RenderViews, an_empty_scene_is_transparent) {
  RenderOptions options = small();
  options.depth = true;
  const Scene scene(make_scene_object(Mesh()));
  const RenderedView view = render_view(scene, camera_at({0, 0, 1.5}, options.size), options, 1);
  EXPECT_EQ(*std::max_element(view.image.pixels.begin(), view.image.pixels.end()), 0);
  EXPECT_EQ(*std::min_element(view.depth.pixels.begin(), view.depth.pixels.end()), 65535);
}

}  // namespace
}  // namespace syncdreamer
