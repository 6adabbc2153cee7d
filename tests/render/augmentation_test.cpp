#include "render/augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "geometry/mesh_topology.h"
#include "tests/render/textured_square.h"
#include "tests/support/signed_volume.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

constexpr Vec3 kPaint{51 / 255.0, 102 / 255.0, 204 / 255.0};
constexpr std::uint64_t kNumSeeds = 200;

/// A unit cube of one colour in all ways: vertex colours, a material with a pattern, and one with a texture.
SceneObject painted_cube(Vec3 color) {
  SceneObject object;
  Mesh& mesh = object.mesh;
  for (int i = 0; i < 8; ++i) mesh.vertices.push_back({i & 1 ? 1.0 : 0.0, i & 2 ? 1.0 : 0.0, i & 4 ? 1.0 : 0.0});
  const std::vector<std::array<std::uint32_t, 4>> quads{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4},
                                                        {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}};
  for (const auto& q : quads) {
    mesh.triangles.push_back({q[0], q[1], q[2]});
    mesh.triangles.push_back({q[0], q[2], q[3]});
  }
  mesh.colors.assign(8, color);
  mesh.materials.resize(2);
  mesh.materials[0].color = color;
  Image image(1, 1, 4, 255);
  for (int i = 0; i < 3; ++i) image.at(0, 0, i) = byte_from_unit(color[i]);
  object.textures = {nullptr, std::make_shared<const Texture>(image)};
  object.patterns = {Pattern{.first = color, .second = color}, std::nullopt};
  return object;
}

/// Where a variant leads the edges of length 1 along x, y and z.
std::array<Vec3, 3> edges_of(const SceneObject& variant) {
  const auto& vertices = variant.mesh.vertices;
  return {vertices[1] - vertices[0], vertices[2] - vertices[0], vertices[4] - vertices[0]};
}

TEST(Augmentation, variants_differ_by_seed_and_fill_the_unit_box) {
  const TemporaryFolder folder;
  const SceneObject object = make_scene_object(textured_square(folder / "a.png"));
  const SceneObject a = augmented(object, 1), b = augmented(object, 1), c = augmented(object, 2);
  EXPECT_EQ(a.mesh.vertices[0], b.mesh.vertices[0]);
  EXPECT_NE(a.mesh.vertices[0], c.mesh.vertices[0]);
  EXPECT_NE(a.textures[0]->image().pixels, c.textures[0]->image().pixels);
  EXPECT_NEAR(bounding_box(a.mesh).longest_side(), 1, 1e-12);
  EXPECT_EQ(a.textures[0]->image().at(1, 1, 3), 0) << "holes stay holes";
}

TEST(Augmentation, a_colour_that_multiplies_a_texture_changes_too) {
  SceneObject object = painted_cube({1, 1, 1});
  object.mesh.materials[1].color = kPaint;  // of a white texture
  int num_changed = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    num_changed += length(augmented(object, seed).mesh.materials[1].color - kPaint) > 0.01;
  EXPECT_GE(num_changed, 15);
}

// The size of a variant tells nothing: only ratios of two factors of 0.7 to 1.4 can be seen.
TEST(Augmentation, axes_are_stretched_by_factors_of_0_7_to_1_4_and_turned_about_z) {
  const SceneObject object = painted_cube(kPaint);
  double least = 1, most = 1;
  for (std::uint64_t seed = 0; seed < kNumSeeds; ++seed) {
    const auto [x, y, z] = edges_of(augmented(object, seed));
    EXPECT_NEAR(dot(x, y), 0, 1e-12) << seed;
    EXPECT_NEAR(x.z, 0, 1e-12) << seed;
    EXPECT_NEAR(z.z, length(z), 1e-12) << seed;
    for (const double ratio : {length(x) / length(y), length(y) / length(z), length(z) / length(x)}) {
      EXPECT_GE(ratio, 0.5 - 1e-9) << seed;
      EXPECT_LE(ratio, 2 + 1e-9) << seed;
      least = std::min(least, ratio);
      most = std::max(most, ratio);
    }
  }
  EXPECT_LT(least, 0.7);
  EXPECT_GT(most, 1.4);
}

TEST(Augmentation, about_half_of_the_variants_are_mirrored_and_all_face_outward) {
  const SceneObject object = painted_cube(kPaint);
  int num_mirrored = 0;
  for (std::uint64_t seed = 0; seed < kNumSeeds; ++seed) {
    const SceneObject variant = augmented(object, seed);
    const auto [x, y, z] = edges_of(variant);
    const double volume = dot(cross(x, y), z);
    num_mirrored += volume < 0 ? 1 : 0;
    EXPECT_NEAR(signed_volume(variant.mesh), std::abs(volume), 1e-12) << seed;
  }
  EXPECT_NEAR(num_mirrored, kNumSeeds / 2.0, 35);
}

TEST(Augmentation, materials_patterns_vertex_colours_and_textures_are_recoloured_alike) {
  const SceneObject object = painted_cube(kPaint);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const SceneObject variant = augmented(object, seed);
    const Vec3 color = variant.mesh.materials[0].color;
    EXPECT_NE(color, kPaint) << seed;
    for (const Vec3& same : {variant.mesh.colors[7], variant.patterns[0]->first, variant.patterns[0]->second}) {
      EXPECT_LT(length(same - color), 1e-12) << seed;
    }
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(variant.textures[1]->image().at(0, 0, i), byte_from_unit(color[i])) << seed;
    }
  }
}

TEST(Augmentation, grey_stays_grey_and_becomes_darker_or_brighter) {
  int num_darker = 0, num_brighter = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Vec3 color = augmented(painted_cube({0.4, 0.4, 0.4}), seed).mesh.materials[0].color;
    EXPECT_NEAR(color.x, color.y, 1e-12) << seed;
    EXPECT_NEAR(color.y, color.z, 1e-12) << seed;
    EXPECT_GE(color.x, std::pow(0.4, 1.3)) << seed;
    EXPECT_LE(color.x, std::pow(0.4, 0.75)) << seed;
    num_darker += color.x < 0.38;
    num_brighter += color.x > 0.42;
  }
  EXPECT_GE(num_darker, 3);
  EXPECT_GE(num_brighter, 3);
}

// Turns about the grey axis keep the handedness of three colours, and so does a contrast; of the orders of three
// channels, half are odd and change it.
TEST(Augmentation, half_of_the_variants_exchange_colour_channels) {
  const SceneObject red = painted_cube({0.6, 0.4, 0.4}), green = painted_cube({0.4, 0.6, 0.4}),
                    blue = painted_cube({0.4, 0.4, 0.6});
  int num_odd = 0;
  for (std::uint64_t seed = 0; seed < kNumSeeds; ++seed) {
    const auto recoloured_of = [&](const SceneObject& object) {
      return augmented(object, seed).mesh.materials[0].color;
    };
    num_odd += dot(recoloured_of(red), cross(recoloured_of(green), recoloured_of(blue))) < 0;
  }
  EXPECT_NEAR(num_odd, kNumSeeds / 2.0, 35);
}

}  // namespace
}  // namespace syncdreamer
