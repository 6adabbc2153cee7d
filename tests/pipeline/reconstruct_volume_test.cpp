// reconstruct_mesh, of views that come from a volume.

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "pipeline/reconstruct_mesh.h"
#include "reconstruct/view_agreement.h"
#include "tests/pipeline/reconstruct_inputs.h"
#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

/// One within a ball, zero outside, a soft edge between.
ScalarGrid ball_occupancy(double radius) {
  ScalarGrid grid(48, 0.5);
  for (int z = 0; z < grid.size; ++z) {
    for (int y = 0; y < grid.size; ++y) {
      for (int x = 0; x < grid.size; ++x) {
        const double depth = (radius - length(grid.position(x, y, z))) / grid.spacing();
        grid.at(x, y, z) = static_cast<float>(std::clamp(0.5 + 0.5 * depth, 0.0, 1.0));
      }
    }
  }
  return grid;
}

TEST(ReconstructVolume, a_volume_gives_its_own_shape_and_the_views_their_colours) {
  constexpr double kSmaller = 0.3;
  for (const auto method : {ReconstructionMethod::automatic, ReconstructionMethod::volume}) {
    const auto result = reconstruct_mesh(sphere_views(), small(method), {}, {ball_occupancy(kSmaller)});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->method, ReconstructionMethod::volume);
    EXPECT_TRUE(result->watertight);
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(bounding_box(result->mesh).max[axis], kSmaller, 0.01);
      EXPECT_NEAR(bounding_box(result->mesh).min[axis], -kSmaller, 0.01);
    }
    const Mesh& mesh = result->colored_mesh;
    for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
      if (std::abs(mesh.vertices[i].z) > 0.2) continue;
      const Vec3 expected = sphere_color(normalized(mesh.vertices[i]));
      ASSERT_LT(length(mesh.colors[i] - expected), 0.25) << i;
    }
  }
}

TEST(ReconstructVolume, ripples_of_a_volume_are_smoothed) {
  ScalarGrid rippled = ball_occupancy(kSphere);
  for (std::size_t i = 0; i < rippled.values.size(); ++i) {  // every other layer swells
    const bool swells = i / rippled.index(0, 0, 1) % 2 == 0;
    float& value = rippled.values[i];
    if (value > 0 && value < 1) value += swells ? 0.15F : -0.15F;
  }
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::volume), {}, {rippled});
  const Mesh& mesh = result->colored_mesh;
  double tilt = 0;
  for (std::size_t i = 0; i < mesh.vertices.size(); ++i)
    tilt = std::max(tilt, 1 - dot(mesh.normals[i], normalized(mesh.vertices[i])));
  EXPECT_LT(tilt, 0.1);  // 0.18 with the five rounds of other surfaces
}

/// A blue ball before the camera of view 0, from which the views of sphere_views come.
ReconstructionView blue_ball(double radius) {
  ReconstructionView picture = draw_view(ring_cameras(12, 192).front(), sphere_body(radius));
  for (std::size_t i = 0; i < picture.mask.size(); ++i) {
    if (picture.mask[i] <= 0.5F) continue;
    picture.image.pixels[3 * i] = picture.image.pixels[3 * i + 1] = 0;
    picture.image.pixels[3 * i + 2] = 255;
  }
  return picture;
}

TEST(ReconstructVolume, what_the_input_picture_shows_has_its_colours_and_the_rest_those_of_the_views) {
  const ViewSource source{ball_occupancy(kSphere), {}, blue_ball(kSphere)};
  const Vec3 towards_picture = normalized(source.picture->camera.centre());
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::automatic), {}, source);
  EXPECT_TRUE(result->has_picture_colors);
  EXPECT_GT(result->picture_agreement->silhouette_iou, 0.95);
  EXPECT_GT(result->picture_agreement->psnr, 23);
  const Mesh& mesh = result->colored_mesh;
  for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
    const Vec3 normal = normalized(mesh.vertices[i]);
    const double cosine = dot(normal, towards_picture);
    const bool is_in_picture = cosine > 0.8, is_behind = cosine < 0 && std::abs(normal.z) < 0.6;
    if (!is_in_picture && !is_behind) continue;
    ASSERT_LT(length(mesh.colors[i] - (is_behind ? sphere_color(normal) : Vec3{0, 0, 1})), 0.25) << i;
  }
}

TEST(ReconstructVolume, a_part_that_the_volume_is_not_sure_of_and_the_picture_shows_is_there) {
  const SeenBody mast = box_body({-0.03, -0.03, 0}, {0.03, 0.03, 0.48});
  ViewSource source{ball_occupancy(0.3)};
  for (int z = 24; z < 47; ++z) {
    for (int y = 22; y < 26; ++y) {
      for (int x = 22; x < 26; ++x)
        source.occupancy.at(x, y, z) = std::max(source.occupancy.at(x, y, z), 0.3F);  // of the mast
    }
  }
  const auto top = [&] {
    return bounding_box(reconstruct_mesh(sphere_views(), small(ReconstructionMethod::volume), {}, source)->mesh).max.z;
  };
  EXPECT_NEAR(top(), 0.3, 0.02);
  source.picture = draw_view(ring_cameras(1, 128, 0).front(), all_of({sphere_body(0.3), mast}));
  EXPECT_GT(top(), 0.42);
}

TEST(ReconstructVolume, an_input_picture_of_another_shape_or_one_that_is_not_wanted_colours_nothing) {
  ReconstructOptions options = small(ReconstructionMethod::automatic);
  const auto colored_by_views = reconstruct_mesh(sphere_views(), options, {}, {ball_occupancy(kSphere)});
  const auto other = reconstruct_mesh(sphere_views(), options, {}, {ball_occupancy(kSphere), {}, blue_ball(0.2)});
  EXPECT_FALSE(other->has_picture_colors);
  EXPECT_LT(other->picture_agreement->silhouette_iou, 0.5);
  EXPECT_EQ(other->colored_mesh.colors, colored_by_views->colored_mesh.colors);
  options.picture_colors = false;
  const auto without = reconstruct_mesh(sphere_views(), options, {}, {ball_occupancy(kSphere), {}, blue_ball(0.33)});
  EXPECT_FALSE(without->has_picture_colors);
  EXPECT_EQ(without->colored_mesh.colors, colored_by_views->colored_mesh.colors);
}

TEST(ReconstructVolume, where_the_views_have_opaque_forms_those_give_the_colours) {
  ViewSource source{ball_occupancy(kSphere)};
  for (const ReconstructionView& view : sphere_views())
    source.opaque_views.emplace_back(view.image.width, view.image.height, 3, std::uint8_t{51});
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::automatic), {}, source);
  for (const Vec3 color : result->colored_mesh.colors) ASSERT_LT(length(color - Vec3{0.2, 0.2, 0.2}), 0.01);
}

TEST(ReconstructVolume, without_a_volume_that_has_the_object_the_views_are_fitted) {
  const auto method_of = [](ReconstructionMethod method, const ScalarGrid& occupancy, const Reporter& reporter) {
    ReconstructOptions options = small(method);
    if (method == ReconstructionMethod::hull) options.fit = {};
    return reconstruct_mesh(sphere_views(), options, reporter, {occupancy})->method;
  };
  Warnings warnings;
  const ScalarGrid nothing(8, 0.5);
  EXPECT_EQ(method_of(ReconstructionMethod::automatic, {}, warnings.reporter), ReconstructionMethod::fast);
  EXPECT_EQ(method_of(ReconstructionMethod::hull, ball_occupancy(0.3), warnings.reporter), ReconstructionMethod::hull);
  EXPECT_EQ(warnings.text, "");
  for (const auto method : {ReconstructionMethod::automatic, ReconstructionMethod::volume}) {
    warnings.text.clear();
    EXPECT_EQ(method_of(method, nothing, warnings.reporter), ReconstructionMethod::fast);
    EXPECT_THAT(warnings.text, HasSubstr("no volume that has the object"));
  }
  warnings.text.clear();
  EXPECT_EQ(method_of(ReconstructionMethod::automatic, ball_occupancy(0.2), warnings.reporter),
            ReconstructionMethod::fast);
  EXPECT_THAT(warnings.text, HasSubstr("lacks much of what its views show"));
}

/// A sponge in a ball.
ScalarGrid sponge_occupancy() {
  ScalarGrid grid = ball_occupancy(kSphere);
  constexpr double kWaves = 24;
  for (int z = 0; z < grid.size; ++z) {
    for (int y = 0; y < grid.size; ++y) {
      for (int x = 0; x < grid.size; ++x) {
        const Vec3 p = grid.position(x, y, z) * kWaves;
        const double gyroid =
            std::sin(p.x) * std::cos(p.y) + std::sin(p.y) * std::cos(p.z) + std::sin(p.z) * std::cos(p.x);
        if (gyroid > 0) grid.at(x, y, z) = 0;
      }
    }
  }
  return grid;
}

TEST(ReconstructVolume, a_texture_that_is_too_small_for_the_surface_is_made_larger_with_a_warning) {
  Warnings warnings;
  ReconstructOptions options = small(ReconstructionMethod::volume);
  options.texture_size = 64;
  const auto result = reconstruct_mesh(sphere_views(), options, warnings.reporter, {sponge_occupancy()});
  ASSERT_TRUE(result);
  EXPECT_THAT(warnings.text, HasSubstr("too many pieces for a texture of 64 pixels a side (--texture-size): it has "));
}

TEST(ReconstructVolume, a_volume_s_shape_needs_no_fit_and_that_is_said_to_who_changes_it) {
  ReconstructOptions options = small(ReconstructionMethod::volume);
  Warnings warnings;
  EXPECT_EQ(reconstruct_mesh(sphere_views(), options, warnings.reporter, {ball_occupancy(0.2)})->method,
            ReconstructionMethod::volume);
  EXPECT_THAT(warnings.text, HasSubstr("options of the fit have no effect on the method volume"));
  reconstruct_mesh(sphere_views(), small(ReconstructionMethod::hull), warnings.reporter);
  EXPECT_THAT(warnings.text, HasSubstr("options of the fit have no effect on the method hull"));
  Reporter stops_at_once = warnings.reporter;
  stops_at_once.should_stop = [] { return true; };
  EXPECT_FALSE(reconstruct_mesh(sphere_views(), small(ReconstructionMethod::neus), stops_at_once));
  EXPECT_THAT(warnings.text, HasSubstr("options of the fit have no effect on the method neus"));
  warnings.text.clear();
  ReconstructOptions with_seed;
  with_seed.method = ReconstructionMethod::neus;
  with_seed.fit.seed = 7;
  EXPECT_FALSE(reconstruct_mesh(sphere_views(), with_seed, stops_at_once));
  EXPECT_EQ(warnings.text, "") << "the seed is that of the weights";
  options.fit = {};
  warnings.text.clear();
  reconstruct_mesh(sphere_views(), options, warnings.reporter, {ball_occupancy(0.2)});
  EXPECT_EQ(warnings.text, "");
}

TEST(ReconstructVolume, a_volume_s_shape_stands_where_views_have_less_in_common_than_with_it) {
  std::vector<ReconstructionView> views = sphere_views();  // of a white ball, of which masks show specks
  for (std::size_t k = 0; k < views.size(); ++k) {
    std::fill(views[k].mask.begin(), views[k].mask.end(), 0.0F);
    const std::size_t corner = k % 2 == 0 ? 16 * 48 + 16 : 30 * 48 + 30;
    for (const std::size_t pixel : {corner, corner + 1, corner + 48, corner + 49}) views[k].mask[pixel] = 1;
  }
  Warnings warnings;
  const auto result =
      reconstruct_mesh(views, small(ReconstructionMethod::automatic), warnings.reporter, {ball_occupancy(kSphere)});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->method, ReconstructionMethod::volume) << warnings.text;
  EXPECT_THAT(warnings.text, HasSubstr("nearly white object"));
  EXPECT_NEAR(bounding_box(result->mesh).max.z, kSphere, 0.01);
}

TEST(ReconstructVolume, a_volume_s_shape_stands_where_it_has_the_silhouette_of_its_picture) {
  std::vector<ReconstructionView> views;  // of a white ball, of which masks show a dark pit
  for (const Camera& camera : ring_cameras(16, 48)) views.push_back(draw_view(camera, sphere_body(0.15)));
  const auto method_with = [&](const ViewSource& source) {
    return reconstruct_mesh(views, small(ReconstructionMethod::automatic), {}, source)->method;
  };
  const ScalarGrid ball = ball_occupancy(kSphere);
  EXPECT_EQ(method_with({ball}), ReconstructionMethod::fast);
  EXPECT_EQ(method_with({ball, {}, blue_ball(kSphere)}), ReconstructionMethod::volume);
}

TEST(ReconstructVolume, a_volume_s_shape_stands_where_the_views_contradict_each_other) {
  Warnings warnings;
  const auto result = reconstruct_mesh(views_of_two_boxes(), small(ReconstructionMethod::volume), warnings.reporter,
                                       {ball_occupancy(0.3)});
  EXPECT_THAT(warnings.text, HasSubstr("% of their silhouettes"));
  EXPECT_NEAR(bounding_box(result->mesh).max.z, 0.3, 0.01);
}

}  // namespace
}  // namespace syncdreamer
