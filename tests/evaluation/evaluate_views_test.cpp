#include "evaluation/evaluate_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "core/files.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "metrics/ssim.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class EvaluateViews : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  std::filesystem::path root_ = folder_.path();
  std::filesystem::path truth_ = root_ / "truth" / "chair";
  std::filesystem::path prediction_ = root_ / "prediction" / "chair";

  void SetUp() override {
    write_png(truth_ / "000.png", Image(16, 16, 4, 0));
    write_png(truth_ / "001.png", Image(16, 16, 3, 100));
    write_png(truth_ / "001-depth.png", DepthImage16(16, 16, 7));
    make_folder(prediction_);
  }

  std::string message() const {
    return refusal_of([this] { evaluate_views(truth_, prediction_); });
  }
};

TEST_F(EvaluateViews, views_are_matched_by_number_and_blended_on_white) {
  write_png(prediction_ / "view-000.png", Image(16, 16, 3, 204));
  write_png(prediction_ / "view-001.png", Image(16, 16, 3, 151));
  const Report report = evaluate_views(truth_, prediction_);
  ASSERT_EQ(report.rows.size(), 2u);
  EXPECT_EQ(report.rows[1].name, "001");
  EXPECT_NEAR(report.rows[0].values[0], 20.0 * std::log10(5.0), 1e-5);
  EXPECT_NEAR(report.rows[1].values[0], 20.0 * std::log10(5.0), 1e-5);
}

TEST_F(EvaluateViews, one_row_of_all_views_is_cut_into_them) {
  for (const char* name : {"0.png", "views.png"}) {
    const std::vector<Image> views = {Image(16, 16, 3, 255), Image(16, 16, 3, 151)};
    write_png(prediction_ / name, contact_sheet(views));
    const Report report = evaluate_views(truth_, prediction_);
    EXPECT_TRUE(std::isinf(report.rows.at(0).values[0]));
    EXPECT_NEAR(report.rows.at(1).values[0], 20.0 * std::log10(5.0), 1e-5);
    std::filesystem::remove(prediction_ / name);
  }
}

TEST_F(EvaluateViews, set_has_a_row_of_means_for_each_object) {
  write_png(prediction_ / "000.png", Image(16, 16, 3, 204));
  write_png(prediction_ / "001.png", Image(16, 16, 3, 151));
  const auto [report, num_objects] = evaluate_view_set(root_ / "truth", root_ / "prediction");
  EXPECT_EQ(num_objects, 1u);
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].name, "chair");
  EXPECT_NEAR(report.rows[0].values[0], 20.0 * std::log10(5.0), 1e-5);
}

TEST_F(EvaluateViews, means_of_a_set_are_of_all_views_and_of_each_figure) {
  write_png(prediction_ / "000.png", Image(16, 16, 3, 204));
  write_png(prediction_ / "001.png", Image(16, 16, 3, 180));
  const Report views = evaluate_views(truth_, prediction_);
  const Report set = evaluate_view_set(root_ / "truth", root_ / "prediction").report;
  EXPECT_EQ(set.columns, (std::vector<std::string>{"psnr", "ssim"}));
  EXPECT_NEAR(views.rows.at(1).values.at(1), ssim(Image(16, 16, 3, 100), Image(16, 16, 3, 180)), 1e-12);
  for (const std::size_t column : {0, 1}) {
    const double first = views.rows.at(0).values.at(column), second = views.rows.at(1).values.at(column);
    EXPECT_GT(std::abs(first - second), 0.01);
    EXPECT_NEAR(set.rows.at(0).values.at(column), (first + second) / 2, 1e-9) << column;
  }
}

TEST_F(EvaluateViews, predictions_without_a_truth_are_warned_of) {
  for (const char* name : {"chair", "table"}) write_png(root_ / "prediction" / name / "views.png", Image(32, 16, 3));
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  evaluate_view_set(root_ / "truth", root_ / "prediction", reporter);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("table: is not compared")));
}

TEST_F(EvaluateViews, predictions_of_other_objects_alone_are_refused_in_one_sentence) {
  write_png(root_ / "prediction" / "table" / "views.png", Image(32, 16, 3));
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  EXPECT_THAT(refusal_of([&] { evaluate_view_set(root_ / "truth", root_ / "prediction", reporter); }),
              HasSubstr("prediction: has none of the truth's objects: found table ..., expected chair ..."));
  EXPECT_THAT(warnings, testing::IsEmpty());
}

TEST_F(EvaluateViews, masks_beside_views_are_no_object) {
  write_png(root_ / "truth" / "masks" / "000.png", Image(16, 16, 1, 255));
  write_png(prediction_ / "views.png", Image(32, 16, 3, 204));
  EXPECT_EQ(evaluate_view_set(root_ / "truth", root_ / "prediction").report.rows.size(), 1u);
}

TEST_F(EvaluateViews, missing_views_are_named) {
  EXPECT_THAT(message(), HasSubstr("has no views; expected 000.png"));
  write_png(prediction_ / "000.png", Image(16, 16, 3));
  EXPECT_THAT(message(), HasSubstr("has no view 1"));
  write_png(prediction_ / "001.png", Image(16, 16, 3));
  write_png(prediction_ / "002.png", Image(16, 16, 3));
  EXPECT_THAT(message(), HasSubstr("002.png: the truth has no view of this number"));
  EXPECT_THAT(refusal_of([this] { evaluate_views(root_ / "nothing", prediction_); }), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal_of([this] { evaluate_view_set(prediction_, prediction_); }), HasSubstr("has neither views"));
}

TEST_F(EvaluateViews, pictures_of_another_size_are_refused) {
  write_png(prediction_ / "000.png", Image(16, 16, 3));
  write_png(prediction_ / "001.png", Image(32, 32, 3));
  EXPECT_THAT(message(), HasSubstr("view 1 has 32 x 32 pixels, expected 16 x 16"));
}

TEST_F(EvaluateViews, row_whose_width_does_not_fit_is_refused) {
  write_png(prediction_ / "views.png", Image(33, 16, 3));
  EXPECT_THAT(message(), HasSubstr("found a width of 33 pixels"));
}

}  // namespace
}  // namespace syncdreamer
