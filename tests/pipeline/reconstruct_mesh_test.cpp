#include "pipeline/reconstruct_mesh.h"

#include <gmock/gmock.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "geometry/mesh_topology.h"
#include "reconstruct/view_agreement.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kRadius = 0.35;

std::vector<ReconstructionView> sphere_views() {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(12, 48)) views.push_back(draw_view(camera, sphere_body(kRadius)));
  return views;
}

ReconstructOptions small(ReconstructionMethod method) {
  ReconstructOptions options;
  options.method = method;
  options.num_faces = 2000;
  options.texture_size = 128;
  options.fit.coarse_size = 24;
  options.fit.fine_size = 40;
  options.fit.coarse_steps = 30;
  options.fit.fine_steps = 30;
  options.fit.rays_per_step = 1024;
  return options;
}

class EveryFastMethod : public testing::TestWithParam<ReconstructionMethod> {};

TEST_P(EveryFastMethod, makes_a_closed_textured_sphere_of_a_sphere) {
  const auto result = reconstruct_mesh(sphere_views(), small(GetParam()), {});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->watertight);
  EXPECT_EQ(result->euler_number, 2);
  EXPECT_NEAR(bounding_box(result->mesh).max.z, kRadius, 0.06);
  EXPECT_NEAR(bounding_box(result->mesh).max.x, kRadius, 0.03);
  EXPECT_FALSE(result->mesh.materials.at(0).texture_bytes.empty());
  EXPECT_EQ(result->colored_mesh.colors.size(), result->colored_mesh.vertices.size());
  ASSERT_EQ(result->agreements.size(), 12U);
  for (const ViewAgreement& agreement : result->agreements) {
    EXPECT_GT(agreement.silhouette_iou, 0.9);
    EXPECT_GT(agreement.psnr, 20);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryFastMethod,
                         testing::Values(ReconstructionMethod::fast, ReconstructionMethod::hull),
                         [](const auto& parameter) { return enum_name(parameter.param); });

/// The warnings that a reconstruction gives.
struct Warnings {
  std::string text;
  Reporter reporter{.on_progress = {}, .on_warning = [this](std::string_view sentence) { text += sentence; }};
};

void empty_mask(ReconstructionView& view) {
  std::fill(view.mask.begin(), view.mask.end(), 0.0F);
}

std::string refusal(const std::vector<ReconstructionView>& views, ReconstructionMethod method) {
  return refusal_of([&] { reconstruct_mesh(views, small(method), {}); });
}

TEST(ReconstructMesh, a_view_that_contradicts_the_others_is_named_in_a_warning) {
  std::vector<ReconstructionView> views = sphere_views();
  std::fill(views[3].mask.begin(), views[3].mask.end(), 1.0F);
  empty_mask(views[1]);
  Warnings warnings;
  EXPECT_TRUE(reconstruct_mesh(views, small(ReconstructionMethod::hull), warnings.reporter));
  EXPECT_THAT(warnings.text, HasSubstr("disagree with the others: 3"));
}

TEST(ReconstructMesh, views_that_show_nothing_are_left_out_and_named) {
  std::vector<ReconstructionView> views = sphere_views();
  for (const std::size_t k : {1U, 2U, 4U, 5U, 7U, 8U, 10U, 11U}) empty_mask(views[k]);
  Warnings warnings;
  const auto result = reconstruct_mesh(views, small(ReconstructionMethod::fast), warnings.reporter);
  ASSERT_TRUE(result);
  EXPECT_THAT(warnings.text, HasSubstr("left out: 1, 2, 4, 5, 7, 8, 10, 11"));
  EXPECT_EQ(warnings.text.find("disagree"), std::string::npos) << warnings.text;
  EXPECT_THAT(result->used_views, ElementsAre(0, 3, 6, 9));
  EXPECT_TRUE(result->disagreeing_views().empty());
  ASSERT_EQ(result->agreements.size(), 12U);
  EXPECT_GT(result->agreements[3].silhouette_iou, 0.9);
  EXPECT_EQ(result->agreements[4].silhouette_iou, 0);

  for (const std::size_t k : {3U, 6U}) empty_mask(views[k]);
  EXPECT_THAT(refusal(views, ReconstructionMethod::hull),
              HasSubstr("nothing is seen in views 1, 2, 3, 4, 5, 6, 7, 8, 10, 11"));
}

TEST(ReconstructMesh, views_from_one_place_are_one) {
  std::vector<ReconstructionView> views = sphere_views();
  for (std::size_t k = 2; k < views.size(); ++k) views[k] = views[1];
  EXPECT_THAT(refusal(views, ReconstructionMethod::fast),
              HasSubstr("from different places: found 2; expected at least 3"));
}

TEST(ReconstructMesh, all_large_parts_of_an_object_stay_unless_told_otherwise) {
  std::vector<ReconstructionView> views;
  const SeenBody left = box_body({-0.4, -0.1, -0.1}, {-0.2, 0.1, 0.1}),
                 right = box_body({0.2, -0.1, -0.1}, {0.4, 0.1, 0.2});
  for (const Camera& camera : ring_cameras(12, 48)) {
    views.push_back(draw_view(camera, [&](Vec3 origin, Vec3 direction) {
      const auto color = left(origin, direction);
      return color ? color : right(origin, direction);
    }));
  }
  ReconstructOptions options = small(ReconstructionMethod::fast);
  const auto both = reconstruct_mesh(views, options, {});
  EXPECT_EQ(both->num_components, 2U);
  EXPECT_TRUE(both->watertight);
  EXPECT_EQ(both->euler_number, 4);
  EXPECT_LT(bounding_box(both->mesh).min.x, -0.3);
  options.least_part = 1;
  const auto largest = reconstruct_mesh(views, options, {});
  EXPECT_EQ(largest->num_components, 1U);
  EXPECT_EQ(largest->num_dropped_components, 1U);
  EXPECT_GT(bounding_box(largest->mesh).min.x, 0.1);
}

TEST(ReconstructMesh, where_the_fit_loses_the_object_its_hull_is_taken) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(12, 48))
    views.push_back(draw_view(camera, box_body({-0.02, -0.02, -0.45}, {0.02, 0.02, 0.45})));
  ReconstructOptions options = small(ReconstructionMethod::fast);
  options.fit.area_weight = 50;  // shrinks everything
  Warnings warnings;
  const auto result = reconstruct_mesh(views, options, warnings.reporter);
  ASSERT_TRUE(result);
  EXPECT_THAT(warnings.text, HasSubstr("its visual hull is taken"));
  EXPECT_GT(mean_silhouette_iou(result->mesh, views), 0.6);
}

struct DifficultObject {
  std::string name;
  SeenBody body;
};

SeenBody painted(const SeenBody& body, double level) {
  return [=](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    if (!body(origin, direction)) return std::nullopt;
    return Vec3{level, level, level};
  };
}

std::vector<DifficultObject> difficult_objects() {
  const SeenBody rod = box_body({-0.02, -0.02, -0.45}, {0.02, 0.02, 0.45});
  return {{"black", painted(sphere_body(kRadius), 0)},
          {"white_with_a_mask", painted(sphere_body(kRadius), 1)},
          {"thin", rod},
          {"larger_than_the_picture", sphere_body(0.9)}};
}

class Difficult : public testing::TestWithParam<DifficultObject> {};

TEST_P(Difficult, object_becomes_a_closed_mesh) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(12, 48)) views.push_back(draw_view(camera, GetParam().body));
  const auto result = reconstruct_mesh(views, small(ReconstructionMethod::fast), {});
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->mesh.empty());
  EXPECT_TRUE(result->watertight);
  for (const auto& [term, loss] : result->losses) EXPECT_TRUE(std::isfinite(loss)) << term;
  for (const Vec3& vertex : result->mesh.vertices) ASSERT_TRUE(std::isfinite(length(vertex)));
}

INSTANTIATE_TEST_SUITE_P(Objects, Difficult, testing::ValuesIn(difficult_objects()),
                         [](const auto& parameter) { return parameter.param.name; });

TEST(ReconstructMesh, views_that_all_contradict_each_other_give_a_mesh_or_a_reason) {
  std::vector<ReconstructionView> views;
  int number = 0;
  for (const Camera& camera : ring_cameras(12, 48)) {
    const double side = number++ % 2 == 0 ? 0.2 : -0.2;
    const SeenBody box = box_body({-0.1, -0.1, side - 0.1}, {0.1, 0.1, side + 0.1});
    views.push_back(draw_view(camera, box));
  }
  try {
    const auto result = reconstruct_mesh(views, small(ReconstructionMethod::hull), {});
    EXPECT_GT(mean_silhouette_iou(result->mesh, views), 0.2);
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("contradict"));
  }
}

/// A box elsewhere for either half of the views.
std::vector<ReconstructionView> views_of_two_boxes() {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 48)) {
    const bool shifted = views.size() % 4 < 2;
    const double x = shifted ? -0.33 : 0.33;
    views.push_back(draw_view(camera, box_body({x - 0.25, -0.25, -0.25}, {x + 0.25, 0.25, 0.25})));
  }
  return views;
}

TEST(ReconstructMesh, a_body_that_explains_next_to_nothing_of_the_views_is_no_mesh) {
  EXPECT_THAT(refusal(views_of_two_boxes(), ReconstructionMethod::fast), HasSubstr("% of their silhouettes"));
}

TEST(ReconstructMesh, an_object_that_leaves_the_pictures_is_not_cut_to_pieces) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(12, 48))
    views.push_back(draw_view(camera, box_body({-0.6, -0.6, -0.6}, {0.6, 0.6, 0.6})));
  Warnings warnings;
  const auto result = reconstruct_mesh(views, small(ReconstructionMethod::hull), warnings.reporter);
  ASSERT_TRUE(result);
  EXPECT_GT(mean_silhouette_iou(result->mesh, views), 0.75);
}

TEST(ReconstructMesh, pictures_without_background_give_a_warning) {
  std::vector<ReconstructionView> views = sphere_views();
  for (ReconstructionView& view : views) std::fill(view.mask.begin(), view.mask.end(), 1.0F);
  Warnings warnings;
  EXPECT_TRUE(reconstruct_mesh(views, small(ReconstructionMethod::hull), warnings.reporter));
  EXPECT_THAT(warnings.text, HasSubstr("no background was recognized"));
}

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

TEST(ReconstructMesh, a_volume_gives_its_own_shape_and_the_views_their_colours) {
  constexpr double kSmaller = 0.3;
  for (const auto method : {ReconstructionMethod::automatic, ReconstructionMethod::volume}) {
    const auto result = reconstruct_mesh(sphere_views(), small(method), {}, {}, {ball_occupancy(kSmaller)});
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

TEST(ReconstructMesh, ripples_of_a_volume_are_smoothed) {
  ScalarGrid rippled = ball_occupancy(kRadius);
  for (std::size_t i = 0; i < rippled.values.size(); ++i) {  // every other layer swells
    const bool swells = i / rippled.index(0, 0, 1) % 2 == 0;
    float& value = rippled.values[i];
    if (value > 0 && value < 1) value += swells ? 0.15F : -0.15F;
  }
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::volume), {}, {}, {rippled});
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

TEST(ReconstructMesh, what_the_input_picture_shows_has_its_colours_and_the_rest_those_of_the_views) {
  const ViewSource source{ball_occupancy(kRadius), {}, blue_ball(kRadius)};
  const Vec3 towards_picture = normalized(source.picture->camera.centre());
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::automatic), {}, {}, source);
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

TEST(ReconstructMesh, an_input_picture_of_another_shape_or_one_that_is_not_wanted_colours_nothing) {
  ReconstructOptions options = small(ReconstructionMethod::automatic);
  const auto colored_by_views = reconstruct_mesh(sphere_views(), options, {}, {}, {ball_occupancy(kRadius)});
  const auto other = reconstruct_mesh(sphere_views(), options, {}, {}, {ball_occupancy(kRadius), {}, blue_ball(0.2)});
  EXPECT_FALSE(other->has_picture_colors);
  EXPECT_LT(other->picture_agreement->silhouette_iou, 0.5);
  EXPECT_EQ(other->colored_mesh.colors, colored_by_views->colored_mesh.colors);
  options.picture_colors = false;
  const auto without =
      reconstruct_mesh(sphere_views(), options, {}, {}, {ball_occupancy(kRadius), {}, blue_ball(kRadius)});
  EXPECT_FALSE(without->has_picture_colors);
  EXPECT_EQ(without->colored_mesh.colors, colored_by_views->colored_mesh.colors);
}

TEST(ReconstructMesh, where_the_views_have_opaque_forms_those_give_the_colours) {
  ViewSource source{ball_occupancy(kRadius)};
  for (const ReconstructionView& view : sphere_views())
    source.opaque_views.emplace_back(view.image.width, view.image.height, 3, std::uint8_t{51});
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::automatic), {}, {}, source);
  for (const Vec3 color : result->colored_mesh.colors) ASSERT_LT(length(color - Vec3{0.2, 0.2, 0.2}), 0.01);
}

TEST(ReconstructMesh, without_a_volume_that_has_the_object_the_views_are_fitted) {
  const auto method_of = [](ReconstructionMethod method, const ScalarGrid& occupancy, const Reporter& reporter) {
    ReconstructOptions options = small(method);
    if (method == ReconstructionMethod::hull) options.fit = {};
    return reconstruct_mesh(sphere_views(), options, reporter, {}, {occupancy})->method;
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
  ScalarGrid grid = ball_occupancy(kRadius);
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

TEST(ReconstructMesh, a_texture_that_is_too_small_for_the_surface_is_made_larger_with_a_warning) {
  Warnings warnings;
  ReconstructOptions options = small(ReconstructionMethod::volume);
  options.texture_size = 64;
  const auto result = reconstruct_mesh(sphere_views(), options, warnings.reporter, {}, {sponge_occupancy()});
  ASSERT_TRUE(result);
  EXPECT_THAT(warnings.text, HasSubstr("too many pieces for a texture of 64 pixels a side (--texture-size): it has "));
}

TEST(ReconstructMesh, a_volume_s_shape_needs_no_fit_and_that_is_said_to_who_changes_it) {
  ReconstructOptions options = small(ReconstructionMethod::volume);
  Warnings warnings;
  EXPECT_EQ(reconstruct_mesh(sphere_views(), options, warnings.reporter, {}, {ball_occupancy(0.2)})->method,
            ReconstructionMethod::volume);
  EXPECT_THAT(warnings.text, HasSubstr("options of the fit have no effect on the shape of a volume"));
  reconstruct_mesh(sphere_views(), small(ReconstructionMethod::hull), warnings.reporter);
  EXPECT_THAT(warnings.text, HasSubstr("options of the fit have no effect on the shape of a hull"));
  options.fit = {};
  warnings.text.clear();
  reconstruct_mesh(sphere_views(), options, warnings.reporter, {}, {ball_occupancy(0.2)});
  EXPECT_EQ(warnings.text, "");
}

TEST(ReconstructMesh, a_volume_s_shape_stands_where_views_have_less_in_common_than_with_it) {
  std::vector<ReconstructionView> views = sphere_views();  // of a white ball, of which masks show specks
  for (std::size_t k = 0; k < views.size(); ++k) {
    std::fill(views[k].mask.begin(), views[k].mask.end(), 0.0F);
    const std::size_t corner = k % 2 == 0 ? 16 * 48 + 16 : 30 * 48 + 30;
    for (const std::size_t pixel : {corner, corner + 1, corner + 48, corner + 49}) views[k].mask[pixel] = 1;
  }
  Warnings warnings;
  const auto result =
      reconstruct_mesh(views, small(ReconstructionMethod::automatic), warnings.reporter, {}, {ball_occupancy(kRadius)});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->method, ReconstructionMethod::volume) << warnings.text;
  EXPECT_THAT(warnings.text, HasSubstr("nearly white object"));
  EXPECT_NEAR(bounding_box(result->mesh).max.z, kRadius, 0.01);
}

TEST(ReconstructMesh, an_empty_view_does_not_make_the_others_contradictory) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 128))
    views.push_back(draw_view(camera, box_body({-0.01, -0.3, -0.3}, {0.01, 0.3, 0.3})));
  ReconstructOptions options = small(ReconstructionMethod::fast);
  options.fit.coarse_size = 48;
  options.fit.fine_size = 96;
  const auto thickness = [&] {  // of a plate that the fit would make thicker than its hull
    const Box box = bounding_box(reconstruct_mesh(views, options, {})->mesh);
    return box.max.x - box.min.x;
  };
  const double expected = thickness();
  std::fill(views[5].mask.begin(), views[5].mask.end(), 0.0F);
  EXPECT_NEAR(thickness(), expected, 0.005);
}

TEST(ReconstructMesh, a_volume_s_shape_stands_where_the_views_contradict_each_other) {
  Warnings warnings;
  const auto result = reconstruct_mesh(views_of_two_boxes(), small(ReconstructionMethod::volume), warnings.reporter, {},
                                       {ball_occupancy(0.3)});
  EXPECT_THAT(warnings.text, HasSubstr("% of their silhouettes"));
  EXPECT_NEAR(bounding_box(result->mesh).max.z, 0.3, 0.01);
}

TEST(ReconstructMesh, tells_which_part_of_its_stages_is_done) {
  std::vector<std::int64_t> done;
  const Reporter reporter{.on_progress = [&](std::string_view stage, std::int64_t ended, std::int64_t total) {
    if (stage != "reconstructing") return;
    EXPECT_EQ(total, 5);
    done.push_back(ended);
  }};
  const auto result = reconstruct_mesh(sphere_views(), small(ReconstructionMethod::hull), reporter);
  EXPECT_EQ(result->seconds.size(), 5U);
  EXPECT_EQ(done, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(ReconstructMesh, gives_nothing_when_stopped) {
  for (const auto method : {ReconstructionMethod::fast, ReconstructionMethod::hull})
    EXPECT_FALSE(reconstruct_mesh(sphere_views(), small(method), {}, [] { return true; })) << enum_name(method);
}

TEST(ReconstructMesh, says_that_an_object_reaches_out_of_the_unit_cube) {
  const auto views_of = [](Vec3 low, Vec3 high) {
    std::vector<ReconstructionView> views;
    for (Camera camera : ring_cameras(12, 48)) {
      camera.translation = camera.translation * 2;  // from farther away
      views.push_back(draw_view(camera, box_body(low, high)));
    }
    return views;
  };
  const auto said = [&](Vec3 low, Vec3 high) {
    std::string warnings;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
    const std::string refusal =
        refusal_of([&] { reconstruct_mesh(views_of(low, high), small(ReconstructionMethod::hull), reporter); });
    return refusal + " | " + warnings;
  };
  EXPECT_THAT(said({-0.5, -0.3, -0.4}, {0.5, 0.3, 0.4}), Not(HasSubstr("outside of the cube")));
  EXPECT_THAT(said({-0.7, -0.3, -0.4}, {0.7, 0.3, 0.4}),
              AllOf(HasSubstr("no error"), HasSubstr("% of the silhouettes lie outside of the cube")));
  EXPECT_THAT(said({0.7, 0.7, -0.1}, {0.9, 0.9, 0.1}), HasSubstr("expected an object within it"));
}

TEST(ReconstructMesh, says_that_a_mesh_ends_at_the_cube) {
  const auto warnings_of = [](double reach) {
    std::string warnings;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
    const auto views = draw_views(ring_cameras(12, 48), box_body({-0.2, -0.15, -0.15}, {reach, 0.15, 0.15}));
    reconstruct_mesh(views, small(ReconstructionMethod::hull), reporter);
    return warnings;
  };
  EXPECT_THAT(warnings_of(0.5), Not(HasSubstr("ends at a side")));
  EXPECT_THAT(warnings_of(0.6), HasSubstr("ends at a side of the cube of side 1.1"));
}

TEST(ReconstructMesh, an_object_that_the_pictures_cut_off_at_the_bottom_does_not_grow_there) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 64))
    views.push_back(draw_view(camera, box_body({-0.5, -0.5, -0.5}, {0.5, 0.5, 0})));
  const auto result = reconstruct_mesh(views, small(ReconstructionMethod::fast), {});
  ASSERT_TRUE(result);
  EXPECT_GT(bounding_box(result->mesh).min.z, -0.53);
}

}  // namespace
}  // namespace syncdreamer
