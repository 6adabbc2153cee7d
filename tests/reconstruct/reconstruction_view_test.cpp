#include "reconstruct/reconstruction_view.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include "reconstruct/object_placement.h"
#include "reconstruct/surface_fit.h"
#include "reconstruct/view_agreement.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {
namespace {

TEST(ReconstructionView, of_a_camera_amid_the_cube_has_pixels_of_a_size) {
  Camera camera = camera_at({}, 64);
  EXPECT_NEAR(pixel_size({camera, {}, {}}), length(camera.centre()) / camera.fx, 1e-12);
  camera.translation = {};  // at the origin, as the first camera of many data is
  EXPECT_NEAR(pixel_size({camera, {}, {}}), 0.5 / camera.fx, 1e-12);
}

TEST(ReconstructionView, shows_something_unless_its_picture_is_white_or_transparent) {
  Image picture(8, 8, 3, 255);
  const Camera camera = camera_at({}, 8);
  EXPECT_FALSE(shows_something(make_view(picture, camera)));
  EXPECT_FALSE(shows_something(make_view(Image(8, 8, 4, 0), camera)));
  for (int i = 0; i < 16; ++i) picture.at(2 + i % 4, 2 + i / 4, 1) = 0;
  EXPECT_TRUE(shows_something(make_view(picture, camera)));
}

TEST(ReconstructionView, alpha_is_the_mask_and_the_picture_is_on_white) {
  Image image(24, 24, 4, 0);
  image.at(5, 7, 0) = 200, image.at(5, 7, 3) = 255;
  image.at(6, 7, 3) = 51;
  const ReconstructionView view = make_view(image, camera_at({}, 24));
  EXPECT_EQ(view.image.channels, 3);
  EXPECT_EQ(view.image.at(0, 0, 1), 255);
  EXPECT_EQ(view.image.at(5, 7, 0), 200);
  EXPECT_EQ(view.image.at(5, 7, 1), 0);
  EXPECT_EQ(view.image.at(6, 7, 0), 204);
  EXPECT_EQ(view.mask[7 * 24 + 5], 1);
  EXPECT_FLOAT_EQ(view.mask[7 * 24 + 6], 0.2F);
  EXPECT_EQ(view.mask[0], 0);
}

TEST(ReconstructionView, of_which_a_share_of_the_pixels_is_asked_counts_those_of_all) {
  const Camera small = camera_at({}, 8), large = camera_at({}, 16);
  const std::vector<ReconstructionView> views{make_view(Image(8, 8, 3), small), make_view(Image(16, 16, 3), large)};
  EXPECT_DOUBLE_EQ(share_of_pixels(views, 80), 0.25);
  EXPECT_DOUBLE_EQ(share_of_pixels(views, 640), 2);
}

/// Views of a dot, the first of which is changed.
std::vector<ReconstructionView> views_with(const std::function<void(ReconstructionView&)>& change) {
  Image picture(8, 8, 3, 255);
  for (int i = 0; i < 16; ++i) picture.at(2 + i % 4, 2 + i / 4, 1) = 0;
  std::vector<ReconstructionView> views(3, make_view(picture, camera_at({}, 8)));
  change(views[0]);
  return views;
}

TEST(ReconstructionView, whose_mask_or_camera_contradict_it_is_a_mistake_of_the_caller_wherever_it_is_read) {
  const std::function<void(ReconstructionView&)> changes[] = {
      [](ReconstructionView& view) { view.mask.resize(12); },
      [](ReconstructionView& view) { view.camera.width = 9; },
      [](ReconstructionView& view) { view.camera = camera_at({}, 1); },
      [](ReconstructionView& view) { view.camera.fx = 0; },
      [](ReconstructionView& view) { view.camera.cx = std::numeric_limits<double>::quiet_NaN(); },
      [](ReconstructionView& view) {
        view.camera.rotation.rows[0] = {2, 0, 0};
      },
      [](ReconstructionView& view) { view.camera.translation.x = std::numeric_limits<double>::infinity(); },
  };
  const VisualHull hull = carve_visual_hull(views_with([](ReconstructionView&) {}), 8);
  for (const auto& change : changes) {
    std::vector<ReconstructionView> views = views_with(change);
    EXPECT_THROW(check_view(views[0]), std::logic_error);
    EXPECT_THROW(share_outside(views), std::logic_error);
    EXPECT_THROW(carve_visual_hull(views, 8), std::logic_error);
    EXPECT_THROW(bring_into_unit_cube(views), std::logic_error);
    EXPECT_THROW(mean_silhouette_iou({}, views), std::logic_error);
    EXPECT_THROW(compare_with_views({}, views), std::logic_error);
    EXPECT_THROW(fit_surface(views, hull, {}, {}), std::logic_error);
  }
}

TEST(ReconstructionView, whose_mask_is_no_coverage_is_told_by_its_number) {
  for (const float value : {255.0F, -0.1F, std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<ReconstructionView> views = views_with([](ReconstructionView&) {});
    EXPECT_NO_THROW(check_views(views));
    views[1].mask[5] = value;
    try {
      check_views(views);
      ADD_FAILURE() << value;
    } catch (const std::logic_error& error) {
      EXPECT_STREQ(error.what(), "view 1: a view's mask has values that are not from 0 to 1");
    }
  }
}

TEST(ReconstructionView, whose_picture_contradicts_it_still_has_a_silhouette) {
  const std::function<void(ReconstructionView&)> changes[] = {
      [](ReconstructionView& view) { view.image = Image(8, 9, 3); },
      [](ReconstructionView& view) { view.image = Image(8, 8, 4); },
      [](ReconstructionView& view) { view.image.pixels.resize(4); },
  };
  for (const auto& change : changes) {
    const std::vector<ReconstructionView> views = views_with(change);
    EXPECT_NO_THROW(carve_visual_hull(views, 8));
    EXPECT_THROW(check_view(views[0]), std::logic_error);
    EXPECT_THROW(compare_with_views({}, views), std::logic_error);
  }
}

}  // namespace
}  // namespace syncdreamer
