#include "reconstruct/visual_hull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/reconstruct/drawn_views.h"

namespace syncdreamer {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::ThrowsMessage;

constexpr double kRadius = 0.4;
constexpr int kPictureSize = 64;
constexpr int kSmall = 64;  // samples a side

std::vector<ReconstructionView> sphere_views(int num_views = 16) {
  return draw_views(ring_cameras(num_views, kPictureSize), sphere_body(kRadius));
}

void empty_mask(ReconstructionView& view) {
  std::fill(view.mask.begin(), view.mask.end(), 0.0F);
}

/// Moves what a mask shows to the right; what comes in from the left is empty.
void shift_mask(ReconstructionView& view, int pixels) {
  const std::vector<float> before = view.mask;
  for (int y = 0; y < kPictureSize; ++y) {
    for (int x = 0; x < kPictureSize; ++x) {
      view.mask[static_cast<std::size_t>(y * kPictureSize + x)] =
          x < pixels ? 0 : before[static_cast<std::size_t>(y * kPictureSize + x - pixels)];
    }
  }
}

/// How far outside of the cone from a camera about a sphere a point lies, as an angle; the largest over the cameras.
double outside_of_cones(Vec3 point, const std::vector<ReconstructionView>& views, double radius) {
  double largest = -1e9;
  for (const ReconstructionView& view : views) {
    const Vec3 centre = view.camera.centre();
    const double angle = std::acos(dot(normalized(point - centre), normalized(-centre)));
    largest = std::max(largest, angle - std::asin(radius / length(centre)));
  }
  return largest;
}

template <class Visit>
void for_each_voxel(const VisualHull& hull, const Visit& visit) {
  const ScalarGrid& grid = hull.coverage;
  for (int z = 0; z < grid.size; ++z) {
    for (int y = 0; y < grid.size; ++y) {
      for (int x = 0; x < grid.size; ++x) visit(grid.position(x, y, z), hull.inside(grid.index(x, y, z)));
    }
  }
}

void expect_contains_sphere(const VisualHull& hull, double radius) {
  const double margin = hull.coverage.spacing();
  int missing = 0;
  for_each_voxel(hull, [&](Vec3 point, bool inside) { missing += length(point) < radius - margin && !inside; });
  EXPECT_EQ(missing, 0);
}

TEST(VisualHull, of_a_sphere_is_the_intersection_of_the_cones_about_it) {
  const auto views = sphere_views();
  const VisualHull hull = carve_visual_hull(views, kSmall);
  const double half_pixel = 0.5 / views[0].camera.fx;
  int num_inside = 0;
  for_each_voxel(hull, [&](Vec3 point, bool inside) {
    const double outside = outside_of_cones(point, views, kRadius);
    num_inside += inside;
    if (outside < -half_pixel) {
      EXPECT_TRUE(inside) << point.x << ' ' << point.y << ' ' << point.z;
    }
    if (outside > half_pixel) {
      EXPECT_FALSE(inside) << point.x << ' ' << point.y << ' ' << point.z;
    }
  });
  EXPECT_GT(num_inside, 1000);
}

TEST(VisualHull, of_a_sphere_contains_it_and_fits_its_silhouettes) {
  const VisualHull hull = carve_visual_hull(sphere_views(), kSmall);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_EQ(hull.silhouette_iou.size(), 16U);
  EXPECT_THAT(hull.silhouette_iou, Each(Gt(0.9)));
  EXPECT_GT(hull.mean_iou(), 0.93);
  EXPECT_THAT(hull.disagreeing_views(), IsEmpty());
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, of_a_small_sphere_through_a_long_lens_fits_its_silhouettes) {
  auto cameras = ring_cameras(16, 256);
  for (Camera& camera : cameras) camera.fx = camera.fy = 1900;
  const VisualHull hull = carve_visual_hull(draw_views(cameras, sphere_body(0.08)), kSmall);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_THAT(hull.disagreeing_views(), IsEmpty());
}

TEST(VisualHull, cameras_inside_the_cube_say_nothing_of_what_lies_beside_them) {
  auto cameras = ring_cameras(4, 64);
  for (Camera& camera : cameras) camera.translation.z = 0.3;
  auto views = draw_views(cameras, sphere_body(0.1));
  EXPECT_GT(carve_visual_hull(views, kSmall).mean_iou(), 0.5);
}

// Silhouettes are compared in pictures of at most 64 pixels a side, in which this one is less than a pixel wide.
TEST(VisualHull, names_an_empty_view_that_is_high_and_narrow) {
  auto cameras = ring_cameras(16, 256);
  cameras[5].width = 3;
  cameras[5].cx = 1.5;
  auto views = draw_views(cameras, sphere_body(kRadius));
  empty_mask(views[5]);
  EXPECT_THAT(carve_visual_hull(views, kSmall).disagreeing_views(), ElementsAre(5));
}

TEST(VisualHull, survives_an_empty_mask_and_names_the_view) {
  auto views = sphere_views();
  empty_mask(views[5]);
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 1);
  EXPECT_THAT(hull.disagreeing_views(), ElementsAre(5));
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, survives_a_mask_that_lies_elsewhere_and_names_the_view) {
  auto views = sphere_views();
  shift_mask(views[11], kPictureSize / 3);
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 1);
  EXPECT_THAT(hull.disagreeing_views(), ElementsAre(11));
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, survives_a_mask_that_lies_a_little_elsewhere) {
  auto views = sphere_views();
  shift_mask(views[2], kPictureSize / 8);
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 1);
  EXPECT_THAT(hull.disagreeing_views(), ElementsAre(2));
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, survives_three_empty_masks_of_sixteen) {
  auto views = sphere_views();
  for (const std::size_t k : {0U, 7U, 8U}) empty_mask(views[k]);
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 3);
  EXPECT_THAT(hull.disagreeing_views(), ElementsAre(0, 7, 8));
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, tolerates_no_more_than_a_quarter_of_the_views) {
  auto views = sphere_views(7);
  for (const std::size_t k : {3U, 5U}) empty_mask(views[k]);
  EXPECT_THAT([&] { carve_visual_hull(views, kSmall); },
              ThrowsMessage<InputError>(HasSubstr("nothing is seen in views 3, 5")));
}

TEST(VisualHull, a_full_mask_of_one_view_carves_nothing) {
  auto views = sphere_views();
  std::fill(views[3].mask.begin(), views[3].mask.end(), 1.0F);
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_THAT(hull.disagreeing_views(), ElementsAre(3));
  expect_contains_sphere(hull, kRadius);
}

TEST(VisualHull, of_empty_masks_is_refused_with_their_numbers) {
  auto views = sphere_views(4);
  for (ReconstructionView& view : views) empty_mask(view);
  EXPECT_THAT([&] { carve_visual_hull(views, kSmall); }, ThrowsMessage<InputError>(HasSubstr("views 0, 1, 2, 3")));

  auto some = sphere_views(16);
  for (const std::size_t k : {2U, 3U, 9U, 14U, 15U}) empty_mask(some[k]);
  EXPECT_THAT([&] { carve_visual_hull(some, kSmall); },
              ThrowsMessage<InputError>(HasSubstr("nothing is seen in views 2, 3, 9, 14, 15")));
}

TEST(VisualHull, of_three_views_doubts_none) {
  auto views = sphere_views(3);
  EXPECT_EQ(carve_visual_hull(views, kSmall).tolerance, 0);
  empty_mask(views[1]);
  EXPECT_THAT([&] { carve_visual_hull(views, kSmall); }, ThrowsMessage<InputError>(HasSubstr("views 1")));
}

TEST(VisualHull, of_silhouettes_without_common_points_is_refused) {
  auto views = sphere_views(4);
  for (std::size_t k = 0; k < 4; ++k) {
    views[k] = draw_view(views[k].camera, [&](Vec3 origin, Vec3 direction) {
      return sphere_body(0.1)(origin - Vec3{0, 0, k % 2 == 0 ? 0.35 : -0.35}, direction);
    });
  }
  EXPECT_THAT([&] { carve_visual_hull(views, kSmall); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("contradict"), Not(HasSubstr("nothing is seen")))));
}

TEST(VisualHull, an_object_that_leaves_the_pictures_is_not_carved_outside_of_them) {
  auto cameras = ring_cameras(16, kPictureSize);
  for (Camera& camera : cameras) camera.cx -= 15;  // its left part is cut off
  const auto views = draw_views(cameras, sphere_body(kRadius));
  const auto cut_off = std::count_if(views[0].mask.begin(), views[0].mask.end(), [](float m) { return m > 0.5F; });
  const auto whole = sphere_views(1)[0].mask;
  ASSERT_LT(cut_off, std::count_if(whole.begin(), whole.end(), [](float m) { return m > 0.5F; }));
  const VisualHull hull = carve_visual_hull(views, kSmall);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_THAT(hull.disagreeing_views(), IsEmpty());
  for_each_voxel(hull, [&](Vec3 point, bool inside) {
    // The silhouette's cut edge bends around; well inside of the sphere nothing may be lost.
    if (length(point) < 0.8 * kRadius) {
      EXPECT_TRUE(inside) << point.x << ' ' << point.y << ' ' << point.z;
    }
  });
}

TEST(VisualHull, views_whose_pictures_cut_the_object_off_contradict_no_others) {
  std::vector<Camera> cameras = ring_cameras(16, 96);
  for (std::size_t k = 1; k < cameras.size(); k += 2) cameras[k].cx += 40;  // the right half is not in the picture
  const VisualHull hull = carve_visual_hull(draw_views(cameras, chair_body()));
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_GT(hull.mean_iou(), 0.95);
}

TEST(VisualHull, large_and_oblong_pictures_give_the_same_hull) {
  auto cameras = ring_cameras(16, 192);
  for (Camera& camera : cameras) {
    camera.height = 150;
    camera.cy -= 21;
  }
  const VisualHull hull = carve_visual_hull(draw_views(cameras, sphere_body(0.35)), kSmall);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_GT(hull.mean_iou(), 0.93);
  expect_contains_sphere(hull, 0.35);
}

TEST(VisualHull, of_a_wire_in_large_pictures_fits_its_silhouettes) {
  const auto views = draw_views(ring_cameras(16, 256), box_body({-0.006, -0.006, -0.4}, {0.006, 0.006, 0.4}));
  const VisualHull hull = carve_visual_hull(views);
  EXPECT_EQ(hull.tolerance, 0);
  EXPECT_GT(hull.mean_iou(), 0.7) << "its two pixels are half of one of the small pictures that are compared";
}

TEST(VisualHull, silhouettes_follow_a_changed_coverage) {
  const auto views = sphere_views();
  VisualHull hull = carve_visual_hull(views, kSmall);
  const std::vector<double> before = hull.silhouette_iou;
  hull.update_silhouettes(views);
  EXPECT_EQ(hull.silhouette_iou, before);
  std::fill(hull.coverage.values.begin(), hull.coverage.values.end(), 0.0F);
  hull.update_silhouettes(views);
  EXPECT_EQ(hull.mean_iou(), 0);
}

TEST(VisualHull, is_the_same_every_time) {
  const auto views = sphere_views();
  const VisualHull once = carve_visual_hull(views, kSmall), again = carve_visual_hull(views, kSmall);
  EXPECT_EQ(once.coverage.values, again.coverage.values);
  EXPECT_EQ(once.silhouette_iou, again.silhouette_iou);
}

TEST(VisualHull, needs_views_and_a_grid) {
  EXPECT_THROW(carve_visual_hull({}), std::logic_error);
  EXPECT_THROW(carve_visual_hull(sphere_views(3), 1), std::logic_error);
  auto tiny = sphere_views(3);
  tiny[1].camera.width = tiny[1].camera.height = 1;
  tiny[1].mask = {1.0F};
  EXPECT_THROW(carve_visual_hull(tiny, kSmall), std::logic_error);
}

TEST(VisualHull, an_object_goes_on_beyond_a_border_that_it_touches) {
  ReconstructionView view{ring_cameras(1, 8).front(), Image(8, 8, 3), std::vector<float>(64)};
  view.mask[3 * 8 + 3] = 1;
  EXPECT_FALSE(goes_beyond_picture(view));
  for (const std::size_t place : {3, 8 * 3, 8 * 3 + 7, 8 * 7 + 3}) {
    ReconstructionView cut = view;
    cut.mask[place] = 1;
    EXPECT_TRUE(goes_beyond_picture(cut)) << place;
  }
}

}  // namespace
}  // namespace syncdreamer
