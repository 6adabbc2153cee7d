#include "reconstruct/color_filling.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace syncdreamer {
namespace {

/// A strip of squares along x, and a triangle that does not hang together with it.
Mesh strip(std::uint32_t length) {
  Mesh mesh;
  for (std::uint32_t i = 0; i <= length; ++i) {
    mesh.vertices.push_back({static_cast<double>(i), 0, 0});
    mesh.vertices.push_back({static_cast<double>(i), 1, 0});
  }
  for (std::uint32_t i = 0; i < length; ++i) {
    mesh.triangles.push_back({2 * i, 2 * i + 2, 2 * i + 3});
    mesh.triangles.push_back({2 * i, 2 * i + 3, 2 * i + 1});
  }
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  mesh.vertices.insert(mesh.vertices.end(), {{50, 0, 0}, {51, 0, 0}, {50, 1, 0}});
  mesh.triangles.push_back({first, first + 1, first + 2});
  return mesh;
}

TEST(ColorFilling, colors_between_two_known_ends_change_evenly) {
  const Mesh mesh = strip(8);
  std::vector<std::optional<Vec3>> colors(mesh.vertices.size());
  colors[0] = colors[1] = Vec3{0, 0, 0};
  colors[16] = colors[17] = Vec3{1, 1, 1};
  const auto filled = fill_vertex_colors(mesh, colors);
  for (std::size_t i = 0; i < 18; ++i) EXPECT_NEAR(filled[i].x, mesh.vertices[i].x / 8, 0.05) << i;
  EXPECT_EQ(filled[0], (Vec3{0, 0, 0})) << "known colours stay";
  EXPECT_NEAR(filled.back().y, 0.5, 1e-9) << "what hangs together with nothing gets the mean";
}

TEST(ColorFilling, a_mesh_without_colors_becomes_grey) {
  const Mesh mesh = strip(2);
  for (const Vec3 color : fill_vertex_colors(mesh, std::vector<std::optional<Vec3>>(mesh.vertices.size()))) {
    EXPECT_EQ(color, (Vec3{0.5, 0.5, 0.5}));
  }
}

TEST(ColorFilling, a_picture_is_filled_from_the_nearest_known_pixels) {
  Image image(37, 21, 3);
  std::vector<bool> known(37 * 21, false);
  known[10 * 37 + 3] = known[10 * 37 + 33] = true;
  image.at(3, 10, 0) = 200;
  image.at(33, 10, 2) = 100;
  fill_picture(image, known);
  EXPECT_EQ(image.at(3, 10, 0), 200);
  for (int y = 8; y <= 12; ++y) {
    for (int x = 1; x <= 5; ++x) EXPECT_EQ(image.at(x, y, 0), 200) << "beside the known pixel";
  }
  EXPECT_EQ(image.at(34, 11, 2), 100);
  for (int y = 0; y < 21; ++y) {
    for (int x = 0; x < 37; ++x) EXPECT_GT(image.at(x, y, 0) + image.at(x, y, 2), 0) << x << ' ' << y;
  }
}

TEST(ColorFilling, a_gradient_goes_on_without_steps_beyond_what_is_known) {
  Image image(64, 64, 3);
  std::vector<bool> known(std::size_t{64} * 64, false);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 64; ++x) {
      image.at(x, y, 0) = static_cast<std::uint8_t>(3 * x);
      known[static_cast<std::size_t>(y) * 64 + x] = true;
    }
  }
  fill_picture(image, known);
  for (const int y : {35, 40, 48, 60}) {
    for (int x = 1; x < 64; ++x) EXPECT_LE(std::abs(image.at(x, y, 0) - image.at(x - 1, y, 0)), 6) << x << ' ' << y;
  }
}

TEST(ColorFilling, a_picture_without_known_pixels_stays) {
  Image image(4, 4, 3, 9);
  fill_picture(image, std::vector<bool>(16, false));
  EXPECT_EQ(image.pixels, Image(4, 4, 3, 9).pixels);
}

}  // namespace
}  // namespace syncdreamer
