#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "image/image_io.h"
#include "tests/cli/evaluation.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class EvaluateViewsCommand : public Evaluation {
 protected:
  EvaluateViewsCommand() {
    write_png(truth_ / "000.png", Image(16, 16, 3, 100));
    write_png(truth_ / "001.png", Image(16, 16, 3, 200));
  }

  ProgramResult compare_views(const std::filesystem::path& prediction) const {
    return run_program({"evaluate", "views", "--truth", truth_, "--prediction", prediction, "--json", json_});
  }

  const std::filesystem::path truth_ = folder_ / "truth";
};

TEST_F(EvaluateViewsCommand, identical_pictures_are_infinitely_near_and_the_file_is_valid_json) {
  const ProgramResult result = compare_views(truth_);
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("inf"), HasSubstr("1.0000"), Not(HasSubstr("nan"))));
  const nlohmann::json json = figures();
  ASSERT_EQ(json["views"].size(), 2U);
  EXPECT_TRUE(json["mean"]["psnr"].is_null());
  EXPECT_EQ(json["standard_deviation"]["psnr"], 0);
  EXPECT_EQ(json["mean"]["ssim"], 1);
}

TEST_F(EvaluateViewsCommand, views_have_their_figures_in_the_table_and_in_the_file) {
  const std::filesystem::path prediction = folder_ / "prediction";
  write_png(prediction / "view-000.png", Image(16, 16, 3, 151));
  write_png(prediction / "view-001.png", Image(16, 16, 3, 200));
  const ProgramResult result = compare_views(prediction);
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("13.979"), HasSubstr("inf"), Not(HasSubstr("nan"))));
  EXPECT_NEAR(figures()["views"][0]["psnr"].get<double>(), 13.979, 1e-3);  // 51 of 255 levels: a fifth
  EXPECT_TRUE(figures()["views"][1]["psnr"].is_null());
  EXPECT_TRUE(figures()["standard_deviation"]["psnr"].is_null());
}

TEST_F(EvaluateViewsCommand, objects_of_a_set_that_cannot_be_compared_are_named_after_the_others_are) {
  const std::filesystem::path truth = folder_ / "set" / "truth", prediction = folder_ / "set" / "prediction";
  for (const char* object : {"a", "b", "c"}) write_png(truth / object / "000.png", Image(16, 16, 3, 100));
  const auto compare_sets = [&] {
    return run_program({"evaluate", "views", "--truth", truth, "--prediction", prediction, "--json", json_});
  };
  make_folder(prediction);
  EXPECT_THAT(compare_sets().output, HasSubstr("none of the truth's objects could be evaluated"));
  for (const char* object : {"a", "c"}) write_png(prediction / object / "000.png", Image(16, 16, 3, 151));
  const ProgramResult some = compare_sets();
  EXPECT_EQ(some.exit_code, kFailed);
  EXPECT_THAT(some.output, AllOf(HasSubstr("left out: " + (prediction / "b").string()), HasSubstr("13.979"),
                                 HasSubstr("1 of 3 objects could not be evaluated")));
  EXPECT_EQ(figures()["objects"].size(), 2U);
}

TEST_F(EvaluateViewsCommand, what_cannot_be_compared_fails_and_is_named) {
  const ProgramResult absent = compare_views(folder_ / "absent");
  EXPECT_EQ(absent.exit_code, kFailed);
  EXPECT_THAT(absent.output, AllOf(HasSubstr("error: "), HasSubstr((folder_ / "absent").string())));
  write_png(folder_ / "few" / "000.png", Image(16, 16, 3));
  const ProgramResult few = compare_views(folder_ / "few");
  EXPECT_EQ(few.exit_code, kFailed);
  EXPECT_THAT(few.output, HasSubstr("has no view 1"));
  EXPECT_FALSE(std::filesystem::exists(json_));
}

}  // namespace
}  // namespace syncdreamer
