#include "pipeline/reconstruct_mesh.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.h"
#include "geometry/mesh_topology.h"
#include "reconstruct/view_agreement.h"
#include "render/scene.h"
#include "tests/pipeline/reconstruct_inputs.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EveryFastMethod : public testing::TestWithParam<ReconstructionMethod> {};

TEST_P(EveryFastMethod, makes_a_closed_textured_sphere_of_a_sphere) {
  const auto result = reconstruct_mesh(sphere_views(), small(GetParam()), {});
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->watertight);
  EXPECT_EQ(result->euler_number, 2);
  EXPECT_NEAR(bounding_box(result->mesh).max.z, kSphere, 0.06);
  EXPECT_NEAR(bounding_box(result->mesh).max.x, kSphere, 0.03);
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

// No silhouette from above tells that its top is flat: the hull has a roof there, and only colours tell otherwise.
TEST(ReconstructMesh, fast_finds_the_flat_top_of_a_painted_box_that_its_hull_does_not_have) {
  constexpr double kTop = 0.125;
  const SeenBody box = box_body({-0.5, -0.25, -kTop}, {0.5, 0.25, kTop}, checkered);
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 96)) views.push_back(draw_view(camera, box));
  const auto top_by = [&](ReconstructionMethod method) {
    ReconstructOptions options = small(method);
    options.fit.coarse_size = 48;
    options.fit.fine_size = 96;
    options.fit.coarse_steps = 150;
    options.fit.fine_steps = 100;
    const auto result = reconstruct_mesh(views, options, {});
    EXPECT_EQ(result->method, method);
    EXPECT_EQ(result->losses.size(), method == ReconstructionMethod::fast ? 3U : 0U);
    const Scene scene(make_scene_object(result->mesh));
    const auto top = scene.trace({0.03, 0.02, 1}, {0, 0, -1});
    return top ? top->position.z : std::nan("");
  };
  const double by_hull = top_by(ReconstructionMethod::hull);
  EXPECT_GT(by_hull, kTop + 0.05);
  const double by_fit = top_by(ReconstructionMethod::fast);
  EXPECT_LT(by_fit, by_hull - 0.02);
  EXPECT_GT(by_fit, kTop - 0.03);
}

// The whole network, for a few steps: enough that it is no longer the ball that it begins as.
TEST(ReconstructMesh, neus_makes_a_closed_sphere_of_a_sphere_slow) {
  ReconstructOptions options = small(ReconstructionMethod::neus);
  options.neus_steps = 25;
  options.neus_rays = 96;
  options.neus_mesh_size = 32;
  options.neus_device = "cpu";
  const auto result = reconstruct_mesh(sphere_views(), options, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->method, ReconstructionMethod::neus);
  EXPECT_TRUE(result->watertight);
  EXPECT_EQ(result->euler_number, 2);
  EXPECT_NEAR(bounding_box(result->mesh).max.x, kSphere, 0.08);
  EXPECT_NEAR(bounding_box(result->mesh).min.z, -kSphere, 0.08);
  ASSERT_EQ(result->losses.size(), 3U);
  EXPECT_EQ(result->losses[0].first, "rendering");
  EXPECT_EQ(result->losses[1].first, "mask");
  EXPECT_EQ(result->losses[2].first, "eikonal");
}

void empty_mask(ReconstructionView& view) {
  std::fill(view.mask.begin(), view.mask.end(), 0.0F);
}

std::string refusal(const std::vector<ReconstructionView>& views, ReconstructionMethod method) {
  return refusal_of([&] { reconstruct_mesh(views, small(method), {}); });
}

TEST(ReconstructMesh, a_source_that_contradicts_the_views_is_refused_before_anything_is_done) {
  const std::vector<ReconstructionView> views = sphere_views();
  const auto begin = [&](const ViewSource& source) {
    Reporter reporter;
    reporter.on_progress = [](std::string_view, std::int64_t done, std::int64_t) { ASSERT_EQ(done, 0); };
    reconstruct_mesh(views, small(ReconstructionMethod::hull), reporter, source);
  };
  std::vector<Image> pictures;
  for (const ReconstructionView& view : views) pictures.push_back(view.image);
  std::vector<Image> few(pictures.begin() + 1, pictures.end()), other = pictures;
  other[2] = Image(5, 5, 3);
  EXPECT_THROW(begin({.opaque_views = few}), std::logic_error);
  EXPECT_THROW(begin({.opaque_views = other}), std::logic_error);
  ScalarGrid short_of_values(4, 0.5), undefined(4, 0.5);
  short_of_values.values.pop_back();
  undefined.values[7] = NAN;
  for (const ScalarGrid& occupancy : {short_of_values, undefined, ScalarGrid(1, 0.5), ScalarGrid(4, 0)})
    EXPECT_THROW(begin({.occupancy = occupancy}), std::logic_error);
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

TEST(ReconstructMesh, views_that_do_not_fit_their_cameras_are_a_mistake_of_the_caller) {
  const auto expect_refusal = [](const std::function<void(ReconstructionView&)>& spoil) {
    std::vector<ReconstructionView> views = sphere_views();
    spoil(views[7]);
    EXPECT_THROW(reconstruct_mesh(views, small(ReconstructionMethod::hull), {}), std::logic_error);
    ViewSource source;
    source.picture = views[7];
    EXPECT_THROW(reconstruct_mesh(sphere_views(), small(ReconstructionMethod::hull), {}, source), std::logic_error);
  };
  expect_refusal([](auto& view) { view.camera = view.camera.resized(96, 96); });
  expect_refusal([](auto& view) { view.image = {}; });
  expect_refusal([](auto& view) { view.mask.pop_back(); });
  expect_refusal([](auto& view) { view.camera.translation.x = std::numeric_limits<double>::quiet_NaN(); });
  expect_refusal([](auto& view) { view.camera.cy = std::numeric_limits<double>::infinity(); });
  expect_refusal([](auto& view) { view.camera.fx = 0; });
  expect_refusal([](auto& view) { view.camera.fy *= -1; });
  expect_refusal([](auto& view) { view.camera.rotation.rows[1] = {}; });
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
  EXPECT_EQ(result->method, ReconstructionMethod::hull);
  EXPECT_TRUE(result->losses.empty()) << "those of the fit";
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
  return {{"black", painted(sphere_body(kSphere), 0)},
          {"white_with_a_mask", painted(sphere_body(kSphere), 1)},
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

TEST(ReconstructMesh, views_that_all_contradict_each_other_give_a_reason) {
  std::vector<ReconstructionView> views;
  int number = 0;
  for (const Camera& camera : ring_cameras(12, 48)) {
    const double side = number++ % 2 == 0 ? 0.2 : -0.2;
    const SeenBody box = box_body({-0.1, -0.1, side - 0.1}, {0.1, 0.1, side + 0.1});
    views.push_back(draw_view(camera, box));
  }
  EXPECT_THAT(refusal_of([&] { reconstruct_mesh(views, small(ReconstructionMethod::hull), {}); }),
              HasSubstr("contradict"));
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
    EXPECT_FALSE(reconstruct_mesh(sphere_views(), small(method), {.should_stop = [] { return true; }}))
        << enum_name(method);
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

TEST(ReconstructMesh, says_that_a_mesh_ends_at_the_top_where_most_pictures_cut_the_object_off) {
  const auto found = [](std::size_t num_moved) {
    std::string warnings;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
    std::vector<ReconstructionView> views;
    for (Camera camera : ring_cameras(12, 48)) {
      if (views.size() < num_moved) camera.cy -= 12;
      views.push_back(draw_view(camera, box_body({-0.25, -0.25, -0.3}, {0.25, 0.25, 0.52})));
    }
    const auto result = reconstruct_mesh(views, small(ReconstructionMethod::hull), reporter);
    EXPECT_GT(bounding_box(result->mesh).max.z, 0.54) << "the hull's bulge";
    return warnings;
  };
  EXPECT_THAT(found(0), Not(HasSubstr("ends at a side")));
  EXPECT_THAT(found(3), Not(HasSubstr("ends at a side"))) << "close-ups among others";
  EXPECT_THAT(found(12), HasSubstr("ends at a side of the cube of side 1.1"));
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
