#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "core/files.h"
#include "image/image_io.h"
#include "reconstruct/view_set.h"
#include "tests/cli/evaluation.h"
#include "tests/dataset/square_objects.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class EvaluateModelCommand : public Evaluation {
 protected:
  EvaluateModelCommand() {
    MultiviewDiffusion model(smallest_model_options());
    fill_with_noise(model, 1);
    save_state_dict(folder_ / "model.safetensors", model_state(model));
  }

  ProgramResult evaluate(const std::filesystem::path& data, const char* minutes = "30") const {
    return run_program({"evaluate", "model", "--model", folder_ / "model.safetensors", "--data", data, "-o", out_,
                        "--table", table_, "--steps", "1", "--threads", "1", "--consistency", "0", "--write-views",
                        "--minutes", minutes});
  }

  const std::filesystem::path out_ = folder_ / "out";
  std::filesystem::path table_ = folder_ / "table.md";
};

TEST_F(EvaluateModelCommand, writes_figures_table_pictures_and_how_they_came_about) {
  const ProgramResult result = evaluate(write_squares(folder_ / "data", 3));
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json results = nlohmann::json::parse(read_file(out_ / "results.json"));
  ASSERT_EQ(results["objects"].size(), 1U);
  EXPECT_EQ(results["objects"][0]["uid"], "square-2");
  for (const char* method : {"synchronized", "independent", "draft", "white", "nearest"}) {
    EXPECT_TRUE(results["real"][method]["psnr"].is_number()) << method;
  }
  EXPECT_EQ(results["num_training_objects"], 2);
  EXPECT_EQ(results["complete"], true);
  EXPECT_EQ(results["options"]["sampling"]["steps"], 1);
  EXPECT_GE(results["options"]["guidance"], 0) << "as it was used, not -1 for the model's own";
  EXPECT_GE(results["options"]["temperature"], 0);
  EXPECT_EQ(results["model"], (folder_ / "model.safetensors").string());
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "run.json"))["command"], "evaluate model");
  const std::string table = read_file(out_ / "table.md");
  EXPECT_EQ(read_file(folder_ / "table.md"), table);
  EXPECT_THAT(result.output, HasSubstr(table));
  EXPECT_EQ(read_image(out_ / "sheet-real.png").width, 17 * (16 + 2) + 2);
  for (const char* method : {"true_views", "synchronized", "independent", "draft"})
    EXPECT_EQ(read_view_set(out_ / "views" / method / "square-2").size(), 16U) << method;
}

TEST_F(EvaluateModelCommand, results_of_an_earlier_evaluation_do_not_stay_and_nothing_else_goes) {
  const auto data = write_squares(folder_ / "data", 3);
  ASSERT_EQ(evaluate(data).exit_code, kDone);
  nlohmann::json run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_THAT(run["files"], testing::Contains("views/synchronized/square-2/000.png"));
  for (const char* name : {"sheet-made-up.png", "views/synchronized/gone/000.png"}) {
    run["files"].push_back(name);
    write_file(out_ / name, "of an evaluation of other objects");
  }
  write_file(out_ / "run.json", run.dump());
  const std::vector<const char*> of_others{"views/synchronized/gone/notes.txt", "views/mine/000.png",
                                           "views/draft/gone/masks/000.png", "views/draft/notes.png"};
  for (const char* name : of_others) write_file(out_ / name, "mine");
  ASSERT_EQ(evaluate(data).exit_code, kDone);
  EXPECT_FALSE(std::filesystem::exists(out_ / "views/synchronized/gone/000.png"));
  EXPECT_FALSE(std::filesystem::exists(out_ / "sheet-made-up.png"));
  EXPECT_TRUE(std::filesystem::exists(out_ / "views/synchronized/square-2/000.png"));
  for (const char* name : of_others) EXPECT_EQ(read_file(out_ / name), "mine");
}

TEST_F(EvaluateModelCommand, what_is_in_the_way_of_results_is_told_before_the_work) {
  for (const char* name : {"results.json", "table.md", "run.json", "sheet-real.png", "views/draft/cup/000.png"}) {
    write_file(out_ / name, "mine");
    const ProgramResult result = evaluate(folder_ / "absent");
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr((out_ / name).string() + ": is in the way of a result"));
    EXPECT_EQ(read_file(out_ / name), "mine");
    std::filesystem::remove(out_ / name);
  }
  write_file(out_ / "run.json", R"({"command": "create", "files": ["mesh.glb"]})");
  EXPECT_THAT(evaluate(folder_ / "absent").output, HasSubstr("run.json: found that of `create`"));
}

TEST_F(EvaluateModelCommand, its_table_takes_the_place_of_no_other_result_and_no_data) {
  const std::filesystem::path data = folder_ / "data";
  write_file(data / "objects.json", "an index");
  table_ = out_ / "results.json";
  EXPECT_THAT(evaluate(data).output, HasSubstr("results.json: has the name of another result"));
  table_ = data / "objects.json";
  EXPECT_THAT(evaluate(data).output, HasSubstr("objects.json: lies among the data"));
  EXPECT_EQ(read_file(data / "objects.json"), "an index");
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(EvaluateModelCommand, an_evaluation_whose_time_ends_says_so) {
  const ProgramResult whole = evaluate(write_squares(folder_ / "data", 3));
  EXPECT_THAT(whole.output, testing::Not(HasSubstr("--minutes ended")));
  nlohmann::json index = nlohmann::json::parse(read_file(folder_ / "data" / "objects.json"));
  for (nlohmann::json& object : index["objects"]) object["held_out"] = true;
  write_file(folder_ / "data" / "objects.json", index.dump());
  const ProgramResult part = evaluate(folder_ / "data", "0.0001");
  EXPECT_EQ(part.exit_code, kDone);
  EXPECT_THAT(part.output, HasSubstr("--minutes ended before all held-out objects were done"));
  const nlohmann::json results = nlohmann::json::parse(read_file(out_ / "results.json"));
  EXPECT_EQ(results["complete"], false);
  EXPECT_EQ(results["objects"].size(), 1U);
}

// Five objects, one each of five kinds that the default model was not trained on: figures of November 2026.
TEST_F(EvaluateModelCommand, finds_the_default_model_as_good_as_it_was_slow) {
  ASSERT_EQ(run_program(
                {"objects", "--held-out", "--count", "60", "--seed", "1", "--samples", "16", "-o", folder_ / "objects"})
                .exit_code,
            kDone);
  const ProgramResult result = run_program(
      {"evaluate", "model", "--model", std::string(SYNCDREAMER_SOURCE_DIR) + "/models/default.safetensors", "--data",
       folder_ / "objects", "-o", out_, "--no-independent", "--consistency", "0", "--meshes", "0", "--minutes", "0"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json results = nlohmann::json::parse(read_file(out_ / "results.json")), figures = results["made_up"];
  ASSERT_EQ(results["objects"].size(), 5U);
  const auto mean = [&](const char* views, const char* figure) { return figures[views][figure].get<double>(); };
  EXPECT_NEAR(mean("synchronized", "psnr"), 15.98, 0.3);
  EXPECT_NEAR(mean("synchronized", "ssim"), 0.684, 0.02);
  EXPECT_NEAR(mean("draft", "psnr"), 16.51, 0.1);
  EXPECT_GT(mean("synchronized", "psnr"), mean("input_repeated", "psnr") + 2.5);
}

TEST_F(EvaluateModelCommand, data_without_objects_fail_and_nothing_is_written) {
  make_folder(folder_ / "nothing");
  const ProgramResult result = evaluate(folder_ / "nothing");
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("error: "), HasSubstr((folder_ / "nothing").string())));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

}  // namespace
}  // namespace syncdreamer
