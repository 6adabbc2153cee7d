#include "pipeline/reconstruct_mesh.h"

#include <gmock/gmock.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "geometry/mesh_topology.h"
#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

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

TEST(ReconstructMesh, a_view_that_contradicts_the_others_is_named_in_a_warning) {
  std::vector<ReconstructionView> views = sphere_views();
  std::fill(views[3].mask.begin(), views[3].mask.end(), 0.0F);
  std::string warning;
  const Reporter reporter{.on_progress = {}, .on_warning = [&](std::string_view text) { warning = text; }};
  EXPECT_TRUE(reconstruct_mesh(views, small(ReconstructionMethod::hull), reporter));
  EXPECT_THAT(warning, HasSubstr("disagree with the others: 3"));
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
  EXPECT_TRUE(std::isfinite(*result->loss));
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
    EXPECT_FALSE(result->mesh.empty());
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("contradict"));
  }
}

TEST(ReconstructMesh, gives_nothing_when_stopped) {
  EXPECT_FALSE(reconstruct_mesh(sphere_views(), small(ReconstructionMethod::fast), {}, [] { return true; }));
}

TEST(ReconstructMesh, refuses_values_out_of_range_by_the_name_of_their_flag) {
  ReconstructOptions options;
  options.num_faces = 3;
  try {
    options.check_ranges();
    FAIL() << "3 faces were accepted";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("--faces"));
  }
  options = {};
  options.turntable.num_frames = 0;
  EXPECT_THROW(options.check_ranges(), InputError);
  options = {};
  options.neus_rays = 7;
  EXPECT_THROW(options.check_ranges(), InputError);
}

}  // namespace
}  // namespace syncdreamer
