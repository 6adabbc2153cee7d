#include "reconstruct/view_agreement.h"

#include <gmock/gmock.h>

#include <cmath>

namespace syncdreamer {
namespace {

/// A red square of side 0.6 in the plane z = 0, seen from straight above at distance 1.5.
Mesh red_square() {
  Mesh mesh;
  mesh.vertices = {{-0.3, -0.3, 0}, {0.3, -0.3, 0}, {0.3, 0.3, 0}, {-0.3, 0.3, 0}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  mesh.materials = {{.name = "red", .color = {1, 0, 0}, .texture_file = {}, .texture_bytes = {}}};
  mesh.triangle_materials = {0, 0};
  return mesh;
}

ReconstructionView view_from_above(Vec3 color, double half_side) {
  ReconstructionView view{camera_at({.elevation = radians(90)}, 64), Image(64, 64, 3, 255), {}};
  const double half = half_side * view.camera.fx / 1.5;  // pixels
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      const bool inside = std::abs(x + 0.5 - 32) < half && std::abs(y + 0.5 - 32) < half;
      view.mask.push_back(inside ? 1 : 0);
      if (!inside) continue;
      for (int c = 0; c < 3; ++c) view.image.at(x, y, c) = static_cast<std::uint8_t>(255 * color[c]);
    }
  }
  return view;
}

TEST(ViewAgreement, the_views_of_the_mesh_itself_agree_fully) {
  const auto agreements = compare_with_views(red_square(), {view_from_above({1, 0, 0}, 0.3)});
  ASSERT_EQ(agreements.size(), 1U);
  EXPECT_DOUBLE_EQ(agreements[0].silhouette_iou, 1);
  EXPECT_DOUBLE_EQ(mean_silhouette_iou(red_square(), {view_from_above({0, 0, 1}, 0.3)}), 1) << "whatever the colour";
  EXPECT_DOUBLE_EQ(mean_silhouette_iou({}, {view_from_above({1, 0, 0}, 0.3)}), 0);
  EXPECT_GT(agreements[0].psnr, 50);
}

TEST(ViewAgreement, a_silhouette_of_twice_the_area_has_iou_one_half) {
  const auto agreements = compare_with_views(red_square(), {view_from_above({1, 0, 0}, 0.3 * std::sqrt(2.0))});
  EXPECT_NEAR(agreements[0].silhouette_iou, 0.5, 0.03);
}

TEST(ViewAgreement, pixels_along_the_silhouette_are_covered_in_part) {
  ReconstructionView view = view_from_above({1, 0, 0}, 0.3);
  view.camera.cx += 1.0 / 3;  // a third of a pixel beside its square
  for (int y = 18; y < 46; ++y) {
    for (int c = 1; c < 3; ++c) view.image.at(18, y, c) = 85, view.image.at(46, y, c) = 170;
    view.image.at(46, y, 0) = 255;
  }
  EXPECT_GT(compare_with_views(red_square(), {view})[0].psnr, 45);
}

TEST(ViewAgreement, psnr_is_that_of_the_colour_error) {
  // Blue instead of red: an error of 1 in two of three channels, within the square.
  const ReconstructionView view = view_from_above({0, 0, 1}, 0.3);
  double inside = 0;
  for (const float m : view.mask) inside += m;
  const double mean_square = 2.0 / 3 * inside / 4096;
  EXPECT_NEAR(compare_with_views(red_square(), {view})[0].psnr, -10 * std::log10(mean_square), 0.01);
}

}  // namespace
}  // namespace syncdreamer
