#include "reconstruct/object_placement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reconstruct/visual_hull.h"
#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

const SeenBody kBox = box_body({-0.45, -0.2, -0.3}, {0.45, 0.2, 0.3});

/// Views of the body, told in another frame: what is at the origin stands at `centre` there, and is `scale` times as
/// large.
std::vector<ReconstructionView> views_elsewhere(const SeenBody& body, Vec3 centre, double scale, int size = 48) {
  std::vector<ReconstructionView> views;
  for (const double elevation : {-40, 0, 40}) {
    for (const Camera& camera : ring_cameras(8, size, elevation)) views.push_back(draw_view(camera, body));
  }
  for (ReconstructionView& view : views) {
    view.camera.translation = view.camera.translation * scale - view.camera.rotation * centre;
  }
  return views;
}

void expect_near(Vec3 found, Vec3 expected, double error) {
  for (int axis = 0; axis < 3; ++axis) EXPECT_NEAR(found[axis], expected[axis], error) << "axis " << axis;
}

TEST(ObjectPlacement, an_object_elsewhere_and_of_another_size_is_found) {
  for (const double scale : {0.02, 40.0}) {
    const Vec3 centre = Vec3{3, -1, 2} * scale;
    std::vector<ReconstructionView> views = views_elsewhere(sphere_body(0.45), centre, scale);
    const auto placement = bring_into_unit_cube(views);
    ASSERT_TRUE(placement) << scale;
    expect_near(placement->centre, centre, 0.03 * scale);
    EXPECT_NEAR(placement->scale * scale, 1, 0.06);  // its diameter is 0.9 already
    EXPECT_LT(share_outside(views), 0.01);
    EXPECT_GT(carve_visual_hull(views).mean_iou(), 0.9);
    EXPECT_FALSE(bring_into_unit_cube(views)) << "it is there now";
  }
}

TEST(ObjectPlacement, an_object_is_found_in_large_pictures_where_it_is_in_small_ones) {
  const Vec3 centre{3, -1, 2};
  std::vector<ReconstructionView> small = views_elsewhere(kBox, centre, 1, 128);
  std::vector<ReconstructionView> large = views_elsewhere(kBox, centre, 1, 512);  // of which every fourth pixel counts
  const auto in_small = bring_into_unit_cube(small), in_large = bring_into_unit_cube(large);
  ASSERT_TRUE(in_small && in_large);
  EXPECT_LT(length(in_small->centre - in_large->centre), 0.006);
  EXPECT_NEAR(in_small->scale, in_large->scale, 0.02);
}

TEST(ObjectPlacement, points_go_where_the_cameras_see_them) {
  std::vector<ReconstructionView> views = views_elsewhere(kBox, {0, 2, 0}, 3);
  const Camera before = views[5].camera;
  const auto placement = bring_into_unit_cube(views);
  ASSERT_TRUE(placement);
  const Vec3 point{0.3, 2.2, -0.1};
  const auto was_seen_at = before.project(point);
  const auto is_seen_at = views[5].camera.project((point - placement->centre) * placement->scale);
  ASSERT_TRUE(was_seen_at && is_seen_at);
  EXPECT_NEAR((*was_seen_at)[0], (*is_seen_at)[0], 1e-6);
  EXPECT_NEAR((*was_seen_at)[1], (*is_seen_at)[1], 1e-6);
  Mesh mesh;
  mesh.vertices = {(point - placement->centre) * placement->scale};
  bring_back(mesh, *placement);
  EXPECT_NEAR(length(mesh.vertices[0] - point), 0, 1e-12);
}

TEST(ObjectPlacement, specks_do_not_move_the_object) {
  std::vector<ReconstructionView> clean = views_elsewhere(kBox, {0, 2, 0}, 3), specked = clean;
  for (std::size_t k = 0; k < specked.size(); k += 2) specked[k].mask[k] = 1;  // in a corner of the picture
  const auto expected = bring_into_unit_cube(clean), found = bring_into_unit_cube(specked);
  ASSERT_TRUE(expected && found);
  EXPECT_NEAR(length(found->centre - expected->centre), 0, 0.02);
  EXPECT_NEAR(found->scale, expected->scale, 0.02 * expected->scale);
}

TEST(ObjectPlacement, a_part_that_the_cube_would_cut_off_brings_the_object_into_it) {
  std::vector<ReconstructionView> views = views_elsewhere(box_body({-0.14, -0.15, -0.15}, {0.66, 0.15, 0.15}), {}, 1);
  EXPECT_LT(share_outside(views), kMuchOutside) << "it hides before and behind the cube";
  const auto placement = bring_into_unit_cube(views);
  ASSERT_TRUE(placement);
  expect_near(placement->centre, {0.26, 0, 0}, 0.04);
  EXPECT_NEAR(placement->scale, 0.9 / 0.8, 0.06);
}

TEST(ObjectPlacement, what_fills_the_cube_stays) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : ring_cameras(16, 64))
    views.push_back(draw_view(camera, box_body({-0.5, -0.4, -0.5}, {0.5, 0.4, 0.3})));
  EXPECT_FALSE(bring_into_unit_cube(views)) << "its hull reaches out of the cube above and below, where no view looks";
}

TEST(ObjectPlacement, what_is_in_the_cube_stays_whichever_views_there_are) {
  const std::vector<ReconstructionView> all = draw_views(ring_cameras(16, 128), chair_body());
  for (std::size_t left_out = 0; left_out < 6; ++left_out) {
    std::vector<ReconstructionView> views = all;
    views.erase(views.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_FALSE(bring_into_unit_cube(views)) << "a sphere about it reaches out of the cube; without view " << left_out;
  }
}

TEST(ObjectPlacement, a_small_object_is_enlarged) {
  std::vector<ReconstructionView> views = views_elsewhere(sphere_body(0.45), {}, 0.4);
  const auto placement = bring_into_unit_cube(views);
  ASSERT_TRUE(placement);
  EXPECT_NEAR(placement->scale, 1 / 0.4, 0.15);
}

TEST(ObjectPlacement, what_is_in_the_cube_stays) {
  for (const SeenBody& body : {kBox, moved(sphere_body(0.28), {0.2, 0.2, 0})}) {
    std::vector<ReconstructionView> views = views_elsewhere(body, {}, 1);
    const Vec3 translation = views[3].camera.translation;
    EXPECT_FALSE(bring_into_unit_cube(views));
    EXPECT_EQ(views[3].camera.translation, translation);
  }
}

TEST(ObjectPlacement, a_view_that_shows_nothing_moves_with_the_others) {
  std::vector<ReconstructionView> views = views_elsewhere(kBox, {5, 5, 5}, 1);
  views[2].mask.assign(views[2].mask.size(), 0.0F);
  ASSERT_TRUE(bring_into_unit_cube(views));
  EXPECT_NEAR(length(views[2].camera.centre()), length(views[3].camera.centre()), 0.2);
}

TEST(ObjectPlacement, large_pictures_may_show_less_than_is_looked_at) {
  Camera camera = camera_at({}, 1024);
  ReconstructionView speck{camera, {}, std::vector<float>(1024 * 1024, 0.0F)};
  speck.mask[513 * 1024 + 514] = 1;  // not on the grid of pixels that are looked at
  std::vector<ReconstructionView> views(3, speck);
  EXPECT_FALSE(bring_into_unit_cube(views));
}

TEST(ObjectPlacement, cameras_that_look_away_or_in_parallel_say_nothing) {
  std::vector<ReconstructionView> away = views_elsewhere(kBox, {5, 5, 5}, 1);
  for (ReconstructionView& view : away) {  // as where y and z of the axes point the other way
    Mat3& rotation = view.camera.rotation;
    const Vec3 centre = view.camera.centre();
    rotation = {{rotation.rows[0], -rotation.rows[1], -rotation.rows[2]}};
    view.camera.translation = -(rotation * centre);
  }
  EXPECT_FALSE(bring_into_unit_cube(away));
  const Camera camera = camera_at({}, 32);
  std::vector<ReconstructionView> parallel(3, draw_view(camera, sphere_body(0.3)));
  EXPECT_FALSE(bring_into_unit_cube(parallel));
  std::vector<ReconstructionView> nothing(3, draw_view(camera, moved(sphere_body(0.3), {0, 9, 0})));
  EXPECT_FALSE(bring_into_unit_cube(nothing));
}

}  // namespace
}  // namespace syncdreamer
