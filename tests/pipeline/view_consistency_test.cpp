#include "pipeline/view_consistency.h"

#include <gmock/gmock.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/foreground.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kSize = 48;

/// A box that is not square, each pair of sides of another colour, about a point beside the origin.
SeenBody brick() {
  return [](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    const Vec3 low{-0.4, -0.15, -0.2}, high{0.3, 0.1, 0.25};
    double enter = 0, leave = 1e9;
    int side = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const double a = (low[axis] - origin[axis]) / direction[axis], b = (high[axis] - origin[axis]) / direction[axis];
      if (std::min(a, b) > enter) side = 2 * axis + (a < b ? 0 : 1);
      enter = std::max(enter, std::min(a, b));
      leave = std::min(leave, std::max(a, b));
    }
    if (enter >= leave) return std::nullopt;
    static constexpr Vec3 kColors[] = {{0.8, 0.2, 0.2}, {0.2, 0.7, 0.2}, {0.2, 0.3, 0.8},
                                       {0.8, 0.7, 0.1}, {0.3, 0.3, 0.3}, {0.6, 0.6, 0.6}};
    return kColors[side];
  };
}

std::vector<ReconstructionView> views_of(const SeenBody& body) {
  return draw_views(ring_cameras(16, kSize), body);
}

/// Every view under the camera of another one.
std::vector<ReconstructionView> shuffled(const std::vector<ReconstructionView>& views) {
  std::vector<ReconstructionView> result = views;
  for (std::size_t k = 0; k < views.size(); ++k) {
    result[k] = views[5 * k % views.size()];
    result[k].camera = views[k].camera;
  }
  return result;
}

ConsistencyOptions hull() {
  return {.method = ReconstructionMethod::hull, .fit = {}};
}

ConsistencyOptions quick() {
  ConsistencyOptions options;
  options.fit.coarse_size = 32;
  options.fit.fine_size = 48;
  options.fit.coarse_steps = options.fit.fine_steps = 40;
  options.fit.rays_per_step = 1024;
  return options;
}

ConsistencyFigures figures(const std::vector<ReconstructionView>& views, const ConsistencyOptions& options = hull()) {
  return mean_figures(view_consistency(views, options, {}).value());
}

std::string refusal(const std::vector<ReconstructionView>& views) {
  return refusal_of([&] { view_consistency(views, hull(), {}); });
}

TEST(ViewConsistency, true_views_of_a_body_predict_each_other) {
  for (const ConsistencyOptions& options : {hull(), quick()}) {
    SCOPED_TRACE(enum_name(options.method));
    const auto predicted = view_consistency(views_of(brick()), options, {});
    ASSERT_TRUE(predicted);
    ASSERT_EQ(predicted->size(), 8U);
    for (std::size_t k = 0; k < predicted->size(); ++k) EXPECT_EQ((*predicted)[k].number, 2 * k + 1);
    const ConsistencyFigures means = mean_figures(*predicted);
    EXPECT_GT(means.psnr, 22);
    EXPECT_GT(means.ssim, 0.9);
    EXPECT_GT(means.silhouette_iou, 0.93);
  }
}

TEST(ViewConsistency, interleaved_views_of_two_bodies_predict_each_other_badly) {
  std::vector<ReconstructionView> views = views_of(brick()), other = views_of(sphere_body(0.3));
  for (std::size_t k = 1; k < views.size(); k += 2) views[k] = other[k];
  const ConsistencyFigures one = figures(views_of(brick())), mixed = figures(views);
  EXPECT_LT(mixed.psnr, one.psnr - 8);
  EXPECT_LT(mixed.ssim, one.ssim - 0.15);
  EXPECT_LT(mixed.silhouette_iou, 0.75);
}

TEST(ViewConsistency, views_under_the_wrong_cameras_predict_each_other_badly) {
  const ConsistencyFigures right = figures(views_of(brick())), wrong = figures(shuffled(views_of(brick())));
  EXPECT_LT(wrong.psnr, right.psnr - 8);
  EXPECT_LT(wrong.ssim, right.ssim - 0.15);
  EXPECT_LT(wrong.silhouette_iou, right.silhouette_iou - 0.2);
}

TEST(ViewConsistency, measures_agreement_whatever_body_the_views_show) {
  EXPECT_GT(figures(views_of(sphere_body(0.3))).silhouette_iou, 0.93);
}

TEST(ViewConsistency, views_that_contradict_each_other_predict_white_with_a_warning) {
  std::vector<ReconstructionView> views = views_of(sphere_body(0.1));
  for (std::size_t k = 0; k < views.size(); ++k) {  // the body jumps from one corner of the picture to another
    Image moved(kSize, kSize, 3, 255);
    paste(views[k].image, moved, k % 4 < 2 ? -18 : 18, k % 8 < 4 ? -18 : 18);
    views[k] = make_view(moved, views[k].camera);
  }
  std::string warning;
  const auto predicted = view_consistency(
      views, hull(), {.on_progress = {}, .on_warning = [&](std::string_view sentence) { warning += sentence; }});
  EXPECT_THAT(warning, HasSubstr("predict nothing"));
  EXPECT_EQ(mean_figures(predicted.value()).silhouette_iou, 0);
  views[5] = make_view(Image(kSize, kSize, 3, 255), views[5].camera);  // white, as it is predicted
  EXPECT_LT(mean_figures(view_consistency(views, hull(), {}).value()).psnr, 30) << "not infinite";
}

TEST(ViewConsistency, too_few_small_or_empty_views_are_refused) {
  const std::vector<ReconstructionView> views = views_of(sphere_body(0.3));
  EXPECT_THAT(refusal({views.begin(), views.begin() + 5}), HasSubstr("found 5 views, expected at least 6"));
  EXPECT_THAT(refusal(draw_views(ring_cameras(16, 10), sphere_body(0.3))),
              AllOf(HasSubstr("view 0 has 10 x 10 pixels"), HasSubstr("at least 11")));
  std::vector<ReconstructionView> empty = views;
  for (std::size_t k = 4; k < empty.size(); ++k) {
    empty[k] = make_view(Image(kSize, kSize, 3, 255), empty[k].camera);
  }
  EXPECT_THAT(refusal(empty), HasSubstr("only 2 show something, expected at least 3"));
  EXPECT_THROW(view_consistency(empty, {}, {}), NoObjectError);
}

TEST(ViewConsistency, options_out_of_range_are_refused_as_such) {
  ConsistencyOptions options;
  options.fit.coarse_size = 2;
  EXPECT_THAT([&] { view_consistency(views_of(brick()), options, {}); },
              ::testing::ThrowsMessage<InputError>(HasSubstr("--coarse-size")));
}

TEST(ViewConsistency, a_stopped_one_gives_nothing) {
  EXPECT_FALSE(view_consistency(views_of(brick()), quick(), {.should_stop = [] { return true; }}));
}

TEST(ViewConsistency, report_has_a_row_a_view_or_object) {
  const Report views = consistency_report({PredictedView{.number = 3, .figures = {20, 0.5, 0.75}, .picture = {}}});
  EXPECT_EQ(views.row_title, "view");
  EXPECT_EQ(views.rows.at(0).name, "003");
  EXPECT_EQ(views.rows.at(0).values, (std::vector<double>{20, 0.5, 0.75}));
  const std::vector<std::pair<std::string, ConsistencyFigures>> objects{{"cup", {10, 0.25, 1}}};
  const Report set = consistency_report(objects);
  EXPECT_EQ(set.row_title, "object");
  EXPECT_EQ(set.rows.at(0).name, "cup");
}

}  // namespace
}  // namespace syncdreamer
