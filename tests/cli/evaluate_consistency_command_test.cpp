#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>

#include "core/files.h"
#include "core/zero_padded.h"
#include "image/image_io.h"
#include "tests/cli/evaluation.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using EvaluateConsistencyCommand = Evaluation;

/// Sixteen pictures of one grey disc: what a ball looks like from everywhere.
void write_discs(const std::filesystem::path& folder, int radius) {
  for (int k = 0; k < 16; ++k) {
    Image image(32, 32, 3, 255);
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < 32; ++x) {
        const bool inside = (2 * x - 31) * (2 * x - 31) + (2 * y - 31) * (2 * y - 31) < 4 * radius * radius;
        for (int c = 0; inside && c < 3; ++c) image.at(x, y, c) = 90;
      }
    }
    char name[16];
    std::snprintf(name, sizeof name, "%03d.png", k);
    write_png(folder / name, image);
  }
}

TEST_F(EvaluateConsistencyCommand, views_of_a_ball_are_consistent_and_the_figures_have_a_row_a_predicted_view) {
  write_discs(folder_ / "ball", 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--method", "hull", "--json", json_,
                   "--sheet", folder_ / "sheet.png", "--matting-size", "64", "--fine-size", "70"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("silhouette_iou"), HasSubstr("015"), HasSubstr("mean"),
                                   HasSubstr("warning: --matting-size does nothing with --masks auto"),
                                   HasSubstr("warning: options of the fit have no effect on the method hull")));
  const nlohmann::json json = figures();
  ASSERT_EQ(json["views"].size(), 8U);
  EXPECT_EQ(json["views"][0]["name"], "001");
  EXPECT_GT(json["mean"]["silhouette_iou"], 0.9);
  EXPECT_GT(json["mean"]["psnr"], 18);
  EXPECT_EQ(read_image(folder_ / "sheet.png").width, 8 * 34 + 2);
}

TEST_F(EvaluateConsistencyCommand, an_object_that_cannot_be_read_is_left_out_of_many) {
  for (const char* name : {"a", "b", "c"}) write_discs(folder_ / "many" / name, 10);
  write_file(folder_ / "many" / "b" / "003.png", "no picture");
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "many", "--method", "hull", "--json", json_});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("left out: " + (folder_ / "many" / "b" / "003.png").string()),
                                   HasSubstr("many: 1 of 3 objects could not be evaluated")));
  EXPECT_EQ(figures()["objects"].size(), 2U);
}

TEST_F(EvaluateConsistencyCommand, sheets_are_png_files) {
  write_discs(folder_ / "ball", 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--sheet", folder_ / "sheet.jpg"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("sheet.jpg: expected a name that ends in .png"));
}

TEST_F(EvaluateConsistencyCommand, views_on_a_plain_background_are_cut_out_as_for_a_reconstruction) {
  write_discs(folder_ / "ball", 10);
  for (int k = 0; k < 16; ++k) {
    const std::filesystem::path file = folder_ / "ball" / (zero_padded(k) + ".png");
    Image image = read_image(file);
    for (std::uint8_t& level : image.pixels) level = level == 255 ? 190 : level;
    write_png(file, image);
  }
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_GT(figures()["mean"]["silhouette_iou"], 0.9);
  EXPECT_LT(figures()["mean"]["silhouette_iou"], 0.999) << "the whole picture is no object";
}

TEST_F(EvaluateConsistencyCommand, consistency_of_views_cannot_take_the_shape_of_a_volume) {
  write_discs(folder_ / "ball", 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--method", "volume"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--method: found volume, which views alone do not have"));
}

TEST_F(EvaluateConsistencyCommand, a_wrong_option_is_told_once_and_before_views_are_read) {
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "nothing", "--coarse-size", "1"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, StartsWith("error: --coarse-size: found 1, expected"));
}

TEST_F(EvaluateConsistencyCommand, consistency_of_a_set_has_a_row_an_object) {
  write_discs(folder_ / "set" / "large", 10);
  write_discs(folder_ / "set" / "small", 6);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "set", "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  ASSERT_EQ(figures()["objects"].size(), 2U);
  EXPECT_EQ(figures()["objects"][1]["name"], "small");
  std::filesystem::create_directory(folder_ / "set" / "notes");
  EXPECT_EQ(run_program({"evaluate", "consistency", "--prediction", folder_ / "set", "--method", "hull"}).exit_code,
            kDone)
      << "a folder without views is no object";
  for (int k = 5; k < 16; ++k) std::filesystem::remove(folder_ / "set" / "small" / (zero_padded(k) + ".png"));
  const ProgramResult failed =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "set", "--method", "hull"});
  EXPECT_EQ(failed.exit_code, kFailed);
  EXPECT_THAT(failed.output, HasSubstr((folder_ / "set" / "small").string() + ": found 5 views"));
}

TEST_F(EvaluateConsistencyCommand, masks_beside_views_are_no_views_of_an_object) {
  const std::filesystem::path ball = folder_ / "ball";
  write_discs(ball, 10);
  write_discs(ball / "masks", 6);
  for (int k = 0; k < 16; ++k)
    std::filesystem::rename(ball / (zero_padded(k) + ".png"), ball / (zero_padded(k) + ".jpg"));
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", ball, "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_EQ(figures()["views"].size(), 8U);
}

TEST_F(EvaluateConsistencyCommand, names_that_are_not_utf_8_cost_no_results) {
  const std::filesystem::path set = folder_ / "set", object = set / "caf\xe9";
  write_discs(object, 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", set, "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_EQ(figures()["objects"][0]["name"], "caf\uFFFD");
}

TEST_F(EvaluateConsistencyCommand, consistency_of_what_are_no_views_fails_with_a_sentence) {
  const auto refused = [&](const std::filesystem::path& prediction) {
    const ProgramResult result = run_program({"evaluate", "consistency", "--prediction", prediction});
    EXPECT_EQ(result.exit_code, kFailed);
    return result.output;
  };
  EXPECT_THAT(refused(folder_ / "absent"), AllOf(HasSubstr("error: "), HasSubstr("does not exist")));
  for (const char* name : {"000.png", "001.png"}) write_png(folder_ / "two" / name, Image(16, 16, 3, 100));
  EXPECT_THAT(refused(folder_ / "two"), HasSubstr("found 2 views"));
  write_png(folder_ / "row.png", Image(5 * 16, 16, 3, 100));
  EXPECT_THAT(refused(folder_ / "row.png"), HasSubstr("expected at least 6"));
}

}  // namespace
}  // namespace syncdreamer
