#include "render/picture_style.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/named_enum.h"
#include "geometry/srgb.h"
#include "tests/render/solids.h"
#include "tests/render/textured_square.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

constexpr int kSize = 64;
constexpr double kRadius = 0.4;

RenderOptions small_pictures() {
  RenderOptions options;
  options.size = kSize;
  options.samples = 4;
  options.threads = 1;
  return options;
}

Image draw_ball(PictureStyle style) {
  const std::vector<Camera> cameras{camera_at({0, 0.4, 1.5}, kSize)};
  return render_in_style(colored(sphere_mesh(kRadius, 96), {0.9, 0.3, 0.1}), cameras, small_pictures(), style)
      .at(0)
      .image;
}

TEST(PictureStyle, all_styles_show_the_same_silhouette) {
  const Image shaded = draw_ball(PictureStyle::shaded);
  for (const PictureStyle style : {PictureStyle::flat, PictureStyle::sketch, PictureStyle::grey}) {
    const Image image = draw_ball(style);
    double coverage = 0, expected = 0;
    for (std::size_t i = 3; i < image.pixels.size(); i += 4) coverage += image.pixels[i], expected += shaded.pixels[i];
    EXPECT_NEAR(coverage, expected, 0.01 * expected) << enum_name(style);
    for (std::size_t i = 3; i < image.pixels.size(); i += 4) {
      ASSERT_NEAR(image.pixels[i], shaded.pixels[i], 128) << enum_name(style);
      if (shaded.pixels[i] == 255) {
        ASSERT_GT(image.pixels[i], 0) << enum_name(style);
      }
    }
  }
}

TEST(PictureStyle, slopes_are_no_lines_in_small_pictures_either) {
  RenderOptions options = small_pictures();
  options.size = 16;
  options.samples = 1;
  const std::vector<Camera> cameras{camera_at({0, 0.4, 1.5}, options.size)};
  const Image image =
      render_in_style(colored(sphere_mesh(kRadius, 96), {1, 1, 1}), cameras, options, PictureStyle::sketch).at(0).image;
  int num_paper = 0, num_opaque = 0;
  for (std::size_t i = 0; i < image.pixels.size(); i += 4) {
    num_opaque += image.pixels[i + 3] > 127;
    num_paper += image.pixels[i + 3] > 127 && image.pixels[i] > 200;
  }
  EXPECT_GT(num_opaque, 50);
  EXPECT_GT(num_paper, num_opaque / 2) << "all but the outline";
}

TEST(PictureStyle, all_styles_cut_out_what_a_texture_does_not_cover) {
  const TemporaryFolder folder;
  const SceneObject square = make_scene_object(textured_square(folder / "cut.png"));
  const std::vector<Camera> cameras{camera_at({0, radians(89), 1.5}, kSize)};
  const auto covered = [&](PictureStyle style) {
    const Image image = render_in_style(square, cameras, small_pictures(), style).at(0).image;
    int count = 0;
    for (std::size_t i = 3; i < image.pixels.size(); i += 4) count += image.pixels[i] > 127;
    return count;
  };
  const int shaded = covered(PictureStyle::shaded);
  for (const PictureStyle style : {PictureStyle::flat, PictureStyle::sketch, PictureStyle::grey})
    EXPECT_NEAR(covered(style), shaded, 0.05 * shaded) << enum_name(style);
}

TEST(PictureStyle, flat_is_the_colour_in_the_light_of_the_surroundings_alone) {
  const Image image = draw_ball(PictureStyle::flat);
  const Vec3 expected = srgb_from_linear(linear_from_srgb(Vec3{0.9, 0.3, 0.1}) * small_pictures().light.environment);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(image.at(kSize / 2, kSize / 2, c), expected[c] * 255, 1);
}

void expect_no_colour(const Image& image) {
  for (std::size_t i = 0; i < image.pixels.size(); i += 4) {
    ASSERT_EQ(image.pixels[i], image.pixels[i + 1]);
    ASSERT_EQ(image.pixels[i], image.pixels[i + 2]);
  }
}

TEST(PictureStyle, grey_has_no_colour) {
  const Image image = draw_ball(PictureStyle::grey);
  expect_no_colour(image);
  EXPECT_GT(image.at(kSize / 2, kSize / 2, 0), 100);
}

TEST(PictureStyle, grey_takes_the_colours_of_vertices_patterns_and_textures_away) {
  const TemporaryFolder folder;
  SceneObject vertices = colored(sphere_mesh(kRadius, 24), {0.9, 0.3, 0.1}), pattern = vertices;
  vertices.mesh.colors.assign(vertices.mesh.vertices.size(), {1, 0, 0});
  pattern.patterns[0] = Pattern{PatternKind::stripes, {1, 0, 0}, {0, 0, 1}, {0, 0, 1}, 9, 0, 0};
  const SceneObject texture = make_scene_object(textured_square(folder / "colours.png"));
  const std::vector<Camera> above{camera_at({0, radians(89), 1.5}, kSize)};
  for (const SceneObject& object : {vertices, pattern, texture}) {
    const Image image = render_in_style(object, above, small_pictures(), PictureStyle::grey).at(0).image;
    expect_no_colour(image);
    EXPECT_EQ(image.at(kSize / 2 - 4, kSize / 2 - 4, 3), 255);
  }
}

TEST(PictureStyle, sketch_of_a_ball_is_a_dark_ring_on_white) {
  const Image image = draw_ball(PictureStyle::sketch);
  const int middle = kSize / 2;
  EXPECT_GT(image.at(middle, middle), 230);
  // The ball's picture has the radius f r / sqrt(d^2 - r^2).
  const int edge = middle + static_cast<int>(280.0 * kSize / 256 * kRadius / std::sqrt(1.5 * 1.5 - kRadius * kRadius));
  int darkest = 255;
  for (int x = edge - 2; x <= edge; ++x) {
    if (image.at(x, middle, 3) == 255) darkest = std::min<int>(darkest, image.at(x, middle));
  }
  EXPECT_LT(darkest, 200);
  for (int x = middle; x < edge - 3; ++x) EXPECT_GT(image.at(x, middle), 230) << "there is no line within";
}

TEST(PictureStyle, sketch_lines_of_large_pictures_fill_pixels) {
  RenderOptions options = small_pictures();
  options.size = 256;
  const std::vector<Camera> cameras{camera_at({0, 0.4, 1.5}, options.size)};
  const Image image =
      render_in_style(colored(sphere_mesh(kRadius, 96), {1, 1, 1}), cameras, options, PictureStyle::sketch).at(0).image;
  int num_ink = 0;
  for (int x = options.size / 2; x < options.size; ++x) {
    num_ink += image.at(x, options.size / 2, 3) == 255 && image.at(x, options.size / 2) < 120;
  }
  EXPECT_GE(num_ink, 1) << "from the middle of the ball to the right";
}

TEST(PictureStyle, sketch_draws_the_crease_of_a_roof) {
  Mesh roof;
  roof.vertices = {{0.3, -0.4, 0}, {0.3, 0.4, 0}, {0, 0.4, 0.3}, {0, -0.4, 0.3}, {-0.3, -0.4, 0}, {-0.3, 0.4, 0}};
  roof.triangles = {{0, 1, 2}, {0, 2, 3}, {3, 2, 5}, {3, 5, 4}};
  const std::vector<Camera> above{camera_at({0, 1.5, 1.5}, kSize)};
  const Image image =
      render_in_style(colored(roof, {0.5, 0.5, 0.5}), above, small_pictures(), PictureStyle::sketch).at(0).image;
  int dark = 0;
  for (int y = kSize / 4; y < 3 * kSize / 4; ++y) dark += image.at(kSize / 2, y) < 100;
  EXPECT_GE(dark, 1) << "the ridge crosses the middle column";
  EXPECT_LE(dark, 4);
}

}  // namespace
}  // namespace syncdreamer
