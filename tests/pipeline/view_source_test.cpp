#include "pipeline/view_source.h"

#include <gtest/gtest.h>

#include <cmath>

#include "pipeline/generate_views.h"

namespace syncdreamer {
namespace {

/// One pixel of a view and its draft, both of an object of a colour that lets white through.
GeneratedViews one_pixel(int object, double opacity, int view_minus_draft) {
  const auto draft = static_cast<std::uint8_t>(std::lround(opacity * object + (1 - opacity) * 255));
  GeneratedViews generated;
  generated.views.emplace_back(1, 1, 3, static_cast<std::uint8_t>(draft + view_minus_draft));
  generated.drafts.emplace_back(1, 1, 3, draft);
  generated.opacities.push_back({static_cast<float>(opacity)});
  return generated;
}

int opaque_value(int object, double opacity, int view_minus_draft) {
  return opaque_views(one_pixel(object, opacity, view_minus_draft)).at(0).pixels.at(0);
}

TEST(OpaqueViews, of_a_view_like_its_draft_are_the_colour_of_the_object) {
  for (const int object : {0, 40, 200, 255}) {
    for (const double opacity : {0.2, 0.5, 0.9, 1.0})
      EXPECT_NEAR(opaque_value(object, opacity, 0), object, 0.5 / opacity + 0.6) << object << ", " << opacity;
  }
}

TEST(OpaqueViews, keep_what_the_view_differs_by_but_get_no_darker_than_the_object) {
  EXPECT_NEAR(opaque_value(100, 0.5, 20), 120, 1);
  EXPECT_NEAR(opaque_value(100, 0.5, -20), 100, 1);
  EXPECT_NEAR(opaque_value(100, 0.9, -40), 75, 1) << "a view that was darker before";
}

TEST(OpaqueViews, stay_as_they_are_where_nothing_or_everything_is_seen) {
  EXPECT_EQ(opaque_value(100, 1, 30), 130);
  EXPECT_EQ(opaque_value(100, 0, 0), 255);
}

TEST(ReconstructionViews, stand_at_their_viewpoints) {
  const auto views = reconstruction_views(
      {.viewpoints = viewpoint_ring(3, 10), .views = {Image(8, 8, 3, 255), Image(8, 8, 3, 0), Image(8, 8, 3, 255)}});
  ASSERT_EQ(views.size(), 3U);
  const Vec3 centre = views[1].camera.centre();
  EXPECT_NEAR(centre.z, kRingDistance * std::sin(radians(10)), 1e-9);
  EXPECT_NEAR(std::atan2(centre.y, centre.x), radians(120), 1e-9);
  EXPECT_TRUE(shows_something(views[1]));
  EXPECT_FALSE(shows_something(views[0]));
}

TEST(ReconstructionViews, have_no_object_where_their_volume_is_empty) {
  Image ring(16, 16, 3, 255);  // with a white middle
  for (int y = 3; y < 13; ++y) {
    for (int x = 3; x < 13; ++x) {
      if (y < 6 || y > 9 || x < 6 || x > 9) ring.at(x, y, 0) = ring.at(x, y, 1) = 40;
    }
  }
  GeneratedViews generated{.viewpoints = viewpoint_ring(3), .views = {ring, ring, ring}};
  const auto middle = [&] { return reconstruction_views(generated).at(1).mask.at(8 * 16 + 8); };
  EXPECT_EQ(middle(), 1) << "a picture alone does not tell";
  generated.opacities.assign(3, std::vector<float>(16 * 16, 0.9F));
  generated.opacities[1][8 * 16 + 8] = 0.1F;
  generated.opacities[1][8 * 16 + 6] = 0.3F;
  EXPECT_EQ(middle(), 0);
  EXPECT_EQ(reconstruction_views(generated).at(1).mask.at(8 * 16 + 7), 1);
  EXPECT_NEAR(reconstruction_views(generated).at(1).mask.at(8 * 16 + 6), 0.5, 1e-6);
}

TEST(OpaqueViews, are_missing_without_a_lifted_volume) {
  EXPECT_TRUE(opaque_views({.views = {Image(2, 2, 3)}}).empty());
}

TEST(OpaqueViews, of_views_without_their_drafts_are_a_mistake) {
  GeneratedViews generated = one_pixel(100, 1, 0);
  generated.drafts.clear();
  EXPECT_THROW(opaque_views(generated), std::logic_error);
}

TEST(InputView, stands_at_azimuth_0_and_its_elevation_with_the_object_in_the_middle) {
  Image object(60, 40, 4);
  for (int y = 10; y < 30; ++y) {
    for (int x = 10; x < 50; ++x) object.at(x, y, 0) = object.at(x, y, 3) = 255;
  }
  const ReconstructionView view = input_view(object, 128, 20, 64);
  const Vec3 centre = view.camera.centre();
  EXPECT_NEAR(centre.x, 1.5 * std::cos(radians(20)), 1e-9);
  EXPECT_NEAR(centre.y, 0, 1e-9);
  EXPECT_NEAR(centre.z, 1.5 * std::sin(radians(20)), 1e-9);
  ASSERT_EQ(view.image.width, 64);
  const auto mask = [&](int x, int y) { return view.mask[static_cast<std::size_t>(y) * 64 + x]; };
  EXPECT_EQ(mask(18, 32), 1);  // 32 pixels wide, 16 high
  EXPECT_EQ(mask(14, 32), 0);
  EXPECT_EQ(mask(32, 26), 1);
  EXPECT_EQ(mask(32, 22), 0);
  EXPECT_EQ(view.image.at(32, 32, 1), 0);
  EXPECT_EQ(view.image.at(2, 2, 1), 255);
  EXPECT_THROW(input_view(object, 128, std::nan(""), 64), std::logic_error);
  Image white(24, 24, 4, 0);
  paste(Image(20, 20, 4, 255), white, 2, 2);
  EXPECT_EQ(input_view(white, kPaperSize, 20, 64).mask, std::vector<float>(64 * 64, 1)) << "it fills the picture";
}

}  // namespace
}  // namespace syncdreamer
