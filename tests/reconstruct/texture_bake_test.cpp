#include "reconstruct/texture_bake.h"

#include <gtest/gtest.h>

#include "image/image_io.h"
#include "tests/reconstruct/painted_cube.h"

namespace syncdreamer {
namespace {

double mean_difference(const Image& image, const Image& other) {
  double sum = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) sum += std::abs(image.pixels[i] - other.pixels[i]);
  return sum / 255 / static_cast<double>(image.pixels.size());
}

class TextureBake : public ::testing::Test {
 protected:
  TextureAtlas colored_atlas() {
    cube_.mesh.colors = vertex_colors(cube_.mesh, surface_);
    return make_texture_atlas(cube_.mesh, 256).value();
  }

  PaintedCube cube_;
  std::vector<ReconstructionView> views_ = cube_.views();
  SurfaceColors surface_{cube_.mesh, views_};
};

TEST_F(TextureBake, visible_sides_have_their_colors_and_the_bottom_is_filled) {
  const TextureAtlas atlas = colored_atlas();
  const Image texture = bake_texture(atlas, surface_);
  const auto texels = surface_texels(atlas);
  std::array<int, 6> counts{}, good{};
  Box sides;  // all colours of the sides that are seen
  for (std::size_t side = 0; side < 5; ++side) sides.add(PaintedCube::kColors[side]);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const SurfaceTexel& texel = texels[static_cast<std::size_t>(y) * 256 + x];
      const Vec3 color{texture.at(x, y, 0) / 255.0, texture.at(x, y, 1) / 255.0, texture.at(x, y, 2) / 255.0};
      EXPECT_GT(color.x + color.y + color.z, 0.5) << "no texel is black, inside or outside a chart";
      if (!texel.on_surface()) continue;
      const Vec3 position = interpolate(atlas.mesh, atlas.mesh.vertices, texel);
      if (PaintedCube::distance_to_edge(position) < 0.02) continue;
      const auto side = static_cast<std::size_t>(PaintedCube::side_of(position));
      ++counts.at(side);
      if (side == 5) {
        for (int c = 0; c < 3; ++c) {
          EXPECT_GE(color[c], sides.min[c] - 0.02);
          EXPECT_LE(color[c], sides.max[c] + 0.02);
        }
        continue;
      }
      const Vec3 off = color - PaintedCube::kColors[side];
      if (std::max({std::abs(off.x), std::abs(off.y), std::abs(off.z)}) <= 0.02) ++good.at(side);
    }
  }
  for (std::size_t side = 0; side < 5; ++side) EXPECT_GT(good.at(side), 0.99 * counts.at(side)) << "side " << side;
}

TEST_F(TextureBake, the_textured_mesh_looks_like_the_views) {
  TextureAtlas atlas = colored_atlas();
  const Image texture = bake_texture(atlas, surface_);
  atlas.mesh.colors.clear();  // which would multiply it
  set_texture(atlas.mesh, texture);
  RenderOptions options;
  options.size = 128;
  options.light.environment = 1;
  const Image again = render_view(Scene(make_scene_object(atlas.mesh)), views_[3].camera, options, 1).image;
  EXPECT_LT(mean_difference(blend_on_white(again), views_[3].image), 0.005);
}

TEST_F(TextureBake, vertices_without_normals_are_a_mistake_of_the_caller) {
  cube_.mesh.normals.clear();
  EXPECT_THROW(vertex_colors(cube_.mesh, surface_), std::logic_error);
}

TEST_F(TextureBake, vertices_have_the_colors_of_their_sides) {
  const auto colors = vertex_colors(cube_.mesh, surface_);
  ASSERT_EQ(colors.size(), cube_.mesh.vertices.size());
  const std::size_t per_side = colors.size() / 6;
  for (std::size_t side = 0; side < 5; ++side) {
    const Vec3 middle = colors[side * per_side + per_side / 2];
    EXPECT_NEAR(length(middle - PaintedCube::kColors[side]), 0, 0.02) << "side " << side;
  }
}

TEST_F(TextureBake, the_unseen_bottom_of_a_closed_mesh_goes_on_from_its_sides) {
  Mesh welded;
  welded.vertices = {{-.35, -.35, -.35}, {.35, -.35, -.35}, {-.35, .35, -.35}, {.35, .35, -.35}, {-.35, -.35, .35},
                     {.35, -.35, .35},   {-.35, .35, .35},  {.35, .35, .35},   {0, 0, -.35}};
  welded.triangles = {{0, 2, 8}, {2, 3, 8}, {3, 1, 8}, {1, 0, 8}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5},
                      {0, 5, 4}, {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};
  compute_normals(welded);
  const auto colors = vertex_colors(welded, SurfaceColors(welded, views_));
  const Vec3 mean = (colors[0] + colors[1] + colors[2] + colors[3]) / 4.0;
  EXPECT_NEAR(length(colors[8] - mean), 0, 1e-6);
  EXPECT_GT(length(colors[8]), 0.5);
}

TEST_F(TextureBake, a_mesh_without_texture_coordinates_takes_no_texture) {
  EXPECT_THROW(set_texture(cube_.mesh, Image(2, 2, 3)), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
