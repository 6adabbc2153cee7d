#include "reconstruct/picture_layer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/reconstruct/painted_cube.h"

namespace syncdreamer {
namespace {

constexpr double kHalf = PaintedCube::kHalf;
constexpr Vec3 kGreen{0, 128 / 255.0, 0};

/// A picture of the cube from an elevation of 0, in green on white.
ReconstructionView green_cube(int size, double half = kHalf) {
  const Camera camera = camera_at({}, size);
  ReconstructionView view{camera, Image(size, size, 3, 255), std::vector<float>(static_cast<std::size_t>(size) * size)};
  const double reach = half / (camera.centre().x - kHalf) * camera.fx;  // of the side that it faces
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (std::max(std::abs(x + 0.5 - camera.cx), std::abs(y + 0.5 - camera.cy)) > reach) continue;
      view.mask[static_cast<std::size_t>(y) * size + x] = 1;
      view.image.at(x, y, 0) = view.image.at(x, y, 2) = 0;
      view.image.at(x, y, 1) = 128;
    }
  }
  return view;
}

TEST(PictureLayer, what_the_picture_shows_is_painted_up_to_its_silhouette) {
  const RayTracer tracer(PaintedCube().mesh);
  const PictureLayer layer(tracer, green_cube(256));
  for (const double y : {0.0, 0.3, 0.99 * kHalf}) {
    const auto paint = layer.at({kHalf, y, -y}, {1, 0, 0});
    EXPECT_DOUBLE_EQ(paint.opacity, 1) << y;
    EXPECT_NEAR(length(paint.color - kGreen), 0, 1e-9) << y;
  }
}

TEST(PictureLayer, where_the_surface_is_larger_than_the_picture_its_colors_continue_and_thin_out) {
  const RayTracer tracer(PaintedCube().mesh);
  const double half = 0.25;
  const PictureLayer layer(tracer, green_cube(256, half));
  double last = 1;
  for (double beyond = 0; beyond < 0.09; beyond += 0.004) {
    const auto paint = layer.at({kHalf, half + beyond, 0}, {1, 0, 0});
    EXPECT_LE(paint.opacity, last + 1e-9) << beyond;
    last = paint.opacity;
    if (paint.opacity > 0) {
      EXPECT_NEAR(length(paint.color - kGreen), 0, 1e-9) << beyond;
    }
    if (beyond < 0.006) {
      EXPECT_EQ(paint.opacity, 1) << beyond;
    } else if (beyond > 0.06) {
      EXPECT_EQ(paint.opacity, 0) << beyond;
    } else if (beyond > 0.02 && beyond < 0.035) {
      EXPECT_NEAR(paint.opacity, 0.5, 0.26) << beyond;
    }
  }
}

TEST(PictureLayer, steep_places_have_no_paint_and_less_steep_ones_some) {
  const RayTracer tracer(PaintedCube().mesh);
  const PictureLayer layer(tracer, green_cube(128));
  const Vec3 position{kHalf, 0, 0};  // the camera is on the x axis
  const auto opacity = [&](double cosine) {
    return layer.at(position, {cosine, std::sqrt(1 - cosine * cosine), 0}).opacity;
  };
  EXPECT_EQ(opacity(-0.5), 0);
  EXPECT_EQ(opacity(0.11), 0);
  EXPECT_NEAR(opacity(0.22), 0.5, 1e-9);
  EXPECT_EQ(opacity(0.33), 1);
}

TEST(PictureLayer, hidden_places_and_those_outside_the_picture_have_no_paint) {
  Mesh mesh = PaintedCube().mesh;
  const RayTracer tracer(mesh);
  const PictureLayer layer(tracer, green_cube(128));
  EXPECT_EQ(layer.at({-kHalf, 0, 0}, {1, 0, 0}).opacity, 0);
  EXPECT_EQ(layer.at({-0.5, 0, 0}, {1, 0, 0}).opacity, 0);
  EXPECT_EQ(layer.at({0.4, 3, 0}, {1, 0, 0}).opacity, 0);
}

TEST(PictureLayer, just_behind_a_rim_the_paint_gives_way) {
  const double x = 0.5;
  Mesh plate;  // before the half of the cube with y < 0
  plate.vertices = {{x, -0.3, -0.3}, {x, 0, -0.3}, {x, 0, 0.3}, {x, -0.3, 0.3}};
  plate.triangles = {{0, 1, 2}, {0, 2, 3}};
  const RayTracer tracer(joined_shapes(PaintedCube().mesh, plate));
  const PictureLayer layer(tracer, green_cube(512));
  const auto behind = [&](double y) { return layer.at({kHalf, y, 0}, {1, 0, 0}).opacity; };
  EXPECT_EQ(behind(-0.05), 0);  // hidden
  EXPECT_EQ(behind(0.004), 0);
  EXPECT_NEAR(behind(0.0115), 0.5, 0.26);
  EXPECT_EQ(behind(0.03), 1);
  EXPECT_EQ(layer.at({x, -0.004, 0}, {1, 0, 0}).opacity, 1) << "the rim itself has its paint";
}

TEST(PictureLayer, an_object_that_is_a_little_transparent_as_a_whole_paints_as_an_opaque_one) {
  const RayTracer tracer(PaintedCube().mesh);
  const ReconstructionView opaque = green_cube(64);
  ReconstructionView picture = opaque;
  for (float& coverage : picture.mask) coverage *= 0.86F;
  for (const double y : {0.0, 0.2, kHalf + 0.03}) {
    EXPECT_EQ(PictureLayer(tracer, picture).at({kHalf, y, 0}, {1, 0, 0}).opacity,
              PictureLayer(tracer, opaque).at({kHalf, y, 0}, {1, 0, 0}).opacity)
        << y;
  }
}

TEST(PictureLayer, pixels_that_show_background_too_paint_nothing) {
  const RayTracer tracer(PaintedCube().mesh);
  ReconstructionView picture = green_cube(64);
  for (std::size_t i = 0; i < picture.mask.size(); ++i) {
    if (i / 64 < 32) picture.mask[i] *= 0.9F;  // the upper half
  }
  const PictureLayer layer(tracer, picture);
  EXPECT_EQ(layer.at({kHalf, 0, 0.2}, {1, 0, 0}).opacity, 0);
  EXPECT_EQ(layer.at({kHalf, 0, -0.2}, {1, 0, 0}).opacity, 1);
}

TEST(PictureLayer, a_picture_of_nothing_paints_nothing) {
  const RayTracer tracer(PaintedCube().mesh);
  ReconstructionView picture = green_cube(64);
  for (float& coverage : picture.mask) coverage = 0;
  EXPECT_EQ(PictureLayer(tracer, picture).at({kHalf, 0, 0}, {1, 0, 0}).opacity, 0);
}

}  // namespace
}  // namespace syncdreamer
