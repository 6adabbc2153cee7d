#include "reconstruct/picture_sampling.h"

#include <gtest/gtest.h>

#include <cmath>

namespace syncdreamer {
namespace {

Camera top_camera(int size) {
  return camera_at({.elevation = radians(90), .distance = 2}, size);
}

/// A square of this half side around the z axis, at this height.
Mesh plate(double half, double z) {
  Mesh mesh;
  mesh.vertices = {{-half, -half, z}, {half, -half, z}, {half, half, z}, {-half, half, z}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  return mesh;
}

TEST(PictureSampling, values_between_pixels_are_bilinear_and_the_border_continues) {
  Camera camera = top_camera(2);
  const std::vector<float> values{0, 1, 2, 5};
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 0.5, 0.5).of(values), 0);
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 1.5, 1.5).of(values), 5);
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 1, 0.5).of(values), 0.5);
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 0.75, 1.25).of(values),
                   0.25 * (0.75 * 0 + 0.25 * 1) + 0.75 * (0.75 * 2 + 0.25 * 5));
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 0, 0).of(values), 0);
  EXPECT_DOUBLE_EQ(BilinearPlace(camera, 2, 0).of(values), 1);
}

TEST(PictureSampling, colors_are_read_without_alpha) {
  Image image(2, 2, 4);
  image.at(1, 0, 0) = 255;
  image.at(1, 0, 3) = 7;
  EXPECT_EQ(BilinearPlace(top_camera(2), 1.5, 0.5).of(image), (Vec3{1, 0, 0}));
  EXPECT_EQ(BilinearPlace(top_camera(2), 1, 1).of(image), (Vec3{0.25, 0, 0}));
}

TEST(PictureSampling, a_depth_map_has_the_depth_along_the_axis_and_nothing_beside_the_surface) {
  const RayTracer tracer(plate(0.3, 0.25));
  const Camera camera = top_camera(64);
  const std::vector<float> depth = depth_map(tracer, camera);
  const double visible = 0.3 / 1.75 * camera.fx;  // pixels from the middle
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const double reach = std::max(std::abs(x + 0.5 - camera.cx), std::abs(y + 0.5 - camera.cy));
      const float found = depth[static_cast<std::size_t>(y) * 64 + x];
      if (reach < visible) {
        ASSERT_NEAR(found, 1.75, 1e-5) << x << " " << y;
      } else {
        ASSERT_TRUE(std::isinf(found)) << x << " " << y;
      }
    }
  }
}

TEST(PictureSampling, extremes_are_those_of_a_square_that_ends_at_the_border) {
  const int size = 9;
  std::vector<float> values;
  for (int i = 0; i < size * size; ++i) values.push_back(static_cast<float>((i * 37) % 101));
  const Camera camera = top_camera(size);
  for (const int radius : {0, 1, 3, 20}) {
    const auto smallest = smallest_around(values, camera, radius), largest = largest_around(values, camera, radius);
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        float least = INFINITY, most = -INFINITY;
        for (int j = std::max(0, y - radius); j <= std::min(size - 1, y + radius); ++j) {
          for (int i = std::max(0, x - radius); i <= std::min(size - 1, x + radius); ++i) {
            least = std::min(least, values[j * size + i]);
            most = std::max(most, values[j * size + i]);
          }
        }
        ASSERT_EQ(smallest[y * size + x], least);
        ASSERT_EQ(largest[y * size + x], most);
      }
    }
  }
}

TEST(PictureSampling, a_place_is_hidden_by_what_stands_between_it_and_the_camera_alone) {
  const RayTracer tracer(plate(0.3, 0.25));
  const Vec3 up{0, 0, 1};
  EXPECT_TRUE(is_hidden(tracer, {0, 0, 0}, up, {0, 0, 2}));
  EXPECT_FALSE(is_hidden(tracer, {0, 0, 0}, up, {0, 0, 0.2}));  // the camera stands before it
  EXPECT_FALSE(is_hidden(tracer, {0.5, 0, 0}, up, {0.5, 0, 2}));
  EXPECT_FALSE(is_hidden(tracer, {0, 0, 0.25}, up, {0, 0, 2}));  // a place does not hide itself
}

}  // namespace
}  // namespace syncdreamer
