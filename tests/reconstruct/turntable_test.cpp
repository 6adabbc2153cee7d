#include "reconstruct/turntable.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geometry/srgb.h"
#include "tests/reconstruct/channel_mean.h"
#include "tests/reconstruct/painted_cube.h"

namespace syncdreamer {
namespace {

TEST(Turntable, one_turn_shows_every_side_on_white) {
  const auto frames = turntable(PaintedCube().mesh, {.size = 64, .num_frames = 4, .elevation_deg = 0});
  ASSERT_EQ(frames.size(), 4u);
  const int sides[] = {0, 1, 3, 4};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(frames[i].at(0, 0, 0), 255);
    EXPECT_EQ(frames[i].at(63, 63, 2), 255);
    const Vec3 expected = linear_from_srgb(PaintedCube::kColors[sides[i]]);
    for (int c = 0; c < 3; ++c) {
      const double shown = linear_from_srgb(frames[i].at(32, 32, c) / 255.0);
      EXPECT_LE(shown, expected[c] * 1.02 + 0.01);
      EXPECT_GE(shown, expected[c] * 0.75 - 0.01);
    }
  }
}

TEST(Turntable, a_white_object_is_brighter_towards_the_light) {
  Mesh mesh = PaintedCube().mesh;
  for (Material& material : mesh.materials) material.color = {1, 1, 1};
  const Image frame = turntable(mesh, {.size = 64, .num_frames = 1, .elevation_deg = 30})[0];
  EXPECT_GT(frame.at(32, 20, 0), frame.at(32, 44, 0)) << "the top and the side";
  EXPECT_GT(channel_mean(frame, 0), 180);
  EXPECT_LT(channel_mean(frame, 0), 255);
  const Image edge = turntable(mesh, {.size = 64, .num_frames = 8, .elevation_deg = 0})[1];
  EXPECT_GT(edge.at(24, 32, 0), edge.at(40, 32, 0)) << "the sides left and right of an upright edge";
}

TEST(Turntable, what_fills_the_unit_cube_stays_in_the_picture) {
  Mesh mesh = PaintedCube().mesh;
  const double half_side = PaintedCube::kHalf;
  for (Vec3& position : mesh.vertices) position = position * (0.5 / half_side);
  const Image frame = turntable(mesh, {.size = 64, .num_frames = 8, .elevation_deg = 0})[1];
  EXPECT_LT(frame.at(32, 32, 0), 255);
  for (int i = 0; i < 64; ++i) {
    for (const auto& [x, y] : {std::pair(i, 0), std::pair(i, 63), std::pair(0, i), std::pair(63, i)}) {
      EXPECT_EQ(frame.at(x, y, 0), 255) << x << ", " << y;
    }
  }
}

TEST(Turntable, looks_as_if_every_pixel_had_all_its_rays) {
  const Mesh mesh = PaintedCube().mesh;
  const Image frame = turntable(mesh, {.size = 64, .num_frames = 8, .samples = 2})[1];
  const Image fine = turntable(mesh, {.size = 128, .num_frames = 8, .samples = 1})[1];
  int num_between = 0;
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int ray = 0; ray < 4; ++ray) sum += linear_from_srgb(fine.at(2 * x + ray % 2, 2 * y + ray / 2, c) / 255.0);
        EXPECT_NEAR(frame.at(x, y, c), 255 * srgb_from_linear(sum / 4), 6) << x << ", " << y;
        num_between += sum > 0.1 && sum < 3.9 && fine.at(2 * x, 2 * y, c) != fine.at(2 * x + 1, 2 * y + 1, c) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(num_between, 50) << "edges";
}

TEST(Turntable, no_frames_no_mesh_and_no_elevation_are_refused) {
  EXPECT_THROW(turntable(PaintedCube().mesh, {.num_frames = 0}), std::logic_error);
  EXPECT_THROW(turntable(Mesh(), {.size = 16, .num_frames = 1}), std::logic_error);
  EXPECT_THROW(turntable(PaintedCube().mesh, {.size = 16, .num_frames = 1, .elevation_deg = std::nan("")}),
               std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
