#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "core/zero_padded.h"
#include "geometry/mesh_io.h"
#include "image/image_io.h"
#include "reconstruct/mesh_writer.h"
#include "reconstruct/reconstruction_view.h"
#include "tests/cli/program.h"
#include "tests/dataset/square_objects.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTetrahedron =
    "v -0.5 -0.5 -0.5\nv 0.5 -0.5 -0.5\nv 0 0.5 -0.5\nv 0 0 0.5\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";

class EvaluateCommand : public testing::Test {
 protected:
  EvaluateCommand() {
    write_png(truth_ / "000.png", Image(16, 16, 3, 100));
    write_png(truth_ / "001.png", Image(16, 16, 3, 200));
  }

  nlohmann::json figures() const { return nlohmann::json::parse(read_file(json_)); }

  ProgramResult compare_views(const std::filesystem::path& prediction) const {
    return run_program({"evaluate", "views", "--truth", truth_, "--prediction", prediction, "--json", json_});
  }

  TemporaryFolder folder_;
  const std::filesystem::path truth_ = folder_ / "truth", json_ = folder_ / "figures.json";
};

TEST_F(EvaluateCommand, identical_pictures_are_infinitely_near_and_the_file_is_valid_json) {
  const ProgramResult result = compare_views(truth_);
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("inf"), HasSubstr("1.0000"), Not(HasSubstr("nan"))));
  const nlohmann::json json = figures();
  ASSERT_EQ(json["views"].size(), 2U);
  EXPECT_TRUE(json["mean"]["psnr"].is_null());
  EXPECT_EQ(json["standard_deviation"]["psnr"], 0);
  EXPECT_EQ(json["mean"]["ssim"], 1);
}

TEST_F(EvaluateCommand, views_have_their_figures_in_the_table_and_in_the_file) {
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

TEST_F(EvaluateCommand, what_cannot_be_compared_fails_and_is_named) {
  const ProgramResult absent = compare_views(folder_ / "absent");
  EXPECT_EQ(absent.exit_code, kFailed);
  EXPECT_THAT(absent.output, AllOf(HasSubstr("error: "), HasSubstr((folder_ / "absent").string())));
  write_png(folder_ / "few" / "000.png", Image(16, 16, 3));
  const ProgramResult few = compare_views(folder_ / "few");
  EXPECT_EQ(few.exit_code, kFailed);
  EXPECT_THAT(few.output, HasSubstr("has no view 1"));
  EXPECT_FALSE(std::filesystem::exists(json_));
}

TEST_F(EvaluateCommand, files_that_cannot_be_written_are_named_before_anything_is_read) {
  const std::filesystem::path absent = folder_ / "absent";
  const std::vector<std::vector<std::string>> commands{
      {"views", "--truth", absent, "--prediction", absent, "--json"},
      {"consistency", "--prediction", absent, "--json"},
      {"consistency", "--prediction", absent, "--sheet"},
      {"mesh", "--truth-mesh", absent, "--prediction", absent, "--json"},
      {"model", "--model", absent, "--data", absent, "-o", folder_ / "out", "--table"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.insert(arguments.begin(), "evaluate");
    arguments.push_back(truth_);
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr(truth_.string() + ": found a folder, expected a file")) << arguments[1];
  }
}

TEST_F(EvaluateCommand, missing_flags_and_metrics_are_wrong_usage) {
  EXPECT_EQ(run_program({"evaluate"}).exit_code, kWrongUsage);
  EXPECT_EQ(run_program({"evaluate", "beauty"}).exit_code, kWrongUsage);
  const ProgramResult result = run_program({"evaluate", "views", "--truth", truth_});
  EXPECT_EQ(result.exit_code, kWrongUsage);
  EXPECT_THAT(result.output, HasSubstr("--prediction"));
}

TEST_F(EvaluateCommand, a_mesh_is_as_good_as_itself) {
  const std::string mesh = folder_ / "tetrahedron.obj";
  write_file(mesh, kTetrahedron);
  const ProgramResult result =
      run_program({"evaluate", "mesh", "--truth-mesh", mesh, "--prediction", mesh, "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json json = figures();
  for (const char* key : {"chamfer", "prediction_to_truth", "truth_to_prediction"}) EXPECT_NEAR(json[key], 0, 1e-9);
  for (const char* key : {"volume_iou", "f_score_0.02", "f_score_0.05"}) EXPECT_NEAR(json[key], 1, 1e-9) << key;
  EXPECT_THAT(result.output, HasSubstr("tetrahedron.obj"));
}

/// Writes a model whose z axis is up. \return it.
Mesh write_tetrahedron(const std::filesystem::path& file) {
  write_file(file, kTetrahedron);
  return read_mesh(file, UpAxis::z);
}

TEST_F(EvaluateCommand, a_mesh_of_this_program_is_as_good_in_every_format) {
  const std::string truth = folder_ / "truth.obj";
  const Mesh mesh = write_tetrahedron(truth);
  write_ply(folder_ / "mesh.ply", mesh);
  write_glb(folder_ / "mesh.GLB", mesh);
  write_obj(folder_ / "mesh.obj", mesh);
  for (const char* name : {"mesh.ply", "mesh.GLB", "mesh.obj"}) {
    SCOPED_TRACE(name);
    std::vector<std::string> call{"evaluate",     "mesh",         "--truth-mesh", truth,
                                  "--prediction", folder_ / name, "--json",       json_};
    if (std::string(name) == "mesh.obj") call.insert(call.end(), {"--prediction-up", "y"});
    const ProgramResult result = run_program(call);
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_NEAR(figures()["chamfer"], 0, 1e-4);
    EXPECT_NEAR(figures()["volume_iou"], 1, 0.01);
  }
}

TEST_F(EvaluateCommand, the_true_mesh_is_taken_as_upright_as_is_said) {
  const std::string truth = folder_ / "truth.obj";
  const Mesh mesh = write_tetrahedron(truth);
  write_obj(folder_ / "y-up.obj", mesh);
  write_glb(folder_ / "mesh.glb", mesh);
  for (const char* up : {"y", "z"}) {
    const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "y-up.obj", "--truth-up",
                                              up, "--prediction", folder_ / "mesh.glb", "--json", json_});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_EQ(figures()["chamfer"] < 1e-4, up == std::string("y")) << up;
  }
}

TEST_F(EvaluateCommand, the_true_mesh_may_be_taken_as_it_is) {
  const std::string truth = folder_ / "truth.obj";
  Mesh mesh = write_tetrahedron(truth);
  for (Vec3& vertex : mesh.vertices) vertex = vertex * 0.8 + Vec3{0.1, 0, 0};
  write_ply(folder_ / "own.ply", mesh);
  for (const char* fit : {"--fit-truth", "--no-fit-truth"}) {
    const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "own.ply", "--prediction",
                                              folder_ / "own.ply", "--json", json_, fit});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_EQ(figures()["chamfer"] < 1e-4, fit == std::string("--no-fit-truth")) << fit;
  }
}

/// The corners and sides of a box, its corners numbered from `first` + 1.
std::string obj_box(Vec3 low, Vec3 high, int first) {
  std::string text;
  for (int k = 0; k < 8; ++k) {
    for (int axis = 0; axis < 3; ++axis)
      text.append(axis == 0 ? "v " : " ").append(std::to_string(k >> axis & 1 ? high[axis] : low[axis]));
    text += "\n";
  }
  for (const auto& side :
       {std::array{1, 3, 4, 2}, {5, 6, 8, 7}, {1, 2, 6, 5}, {3, 7, 8, 4}, {1, 5, 7, 3}, {2, 4, 8, 6}}) {
    text += "f";
    for (const int corner : side) text.append(" ").append(std::to_string(first + corner));
    text += "\n";
  }
  return text;
}

TEST_F(EvaluateCommand, an_inside_that_the_paper_s_way_does_not_see_is_said) {
  const auto evaluate = [&](const std::string& truth) {
    write_file(folder_ / "box.obj", obj_box({-0.4, -0.4, -0.4}, {0.4, 0.4, 0.4}, 0));
    write_file(folder_ / "truth.obj", truth);
    return run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "truth.obj", "--prediction", folder_ / "box.obj",
                        "--no-fit-truth"})
        .output;
  };
  const std::string warning = "truth.obj: is open, or parts of it run through each other";
  for (const double half : {0.4, 0.5})
    EXPECT_THAT(evaluate(obj_box({-half, -half, -half}, {half, half, half}, 0)), Not(HasSubstr(warning))) << half;
  EXPECT_THAT(
      evaluate(obj_box({-0.4, -0.4, -0.4}, {0.1, 0.4, 0.4}, 0) + obj_box({-0.1, -0.4, -0.4}, {0.4, 0.4, 0.4}, 8)),
      HasSubstr(warning));
}

TEST_F(EvaluateCommand, a_true_mesh_that_fits_better_y_up_is_said) {
  const Mesh mesh = [&] {
    write_file(folder_ / "tall.obj", obj_box({-0.1, -0.5, -0.2}, {0.1, 0.5, 0.2}, 0));
    return read_mesh(folder_ / "tall.obj", UpAxis::y);
  }();
  write_ply(folder_ / "tall.ply", mesh);
  const auto evaluate = [&](const std::vector<std::string>& more) {
    std::vector<std::string> line{"evaluate",           "mesh",         "--truth-mesh",
                                  folder_ / "tall.obj", "--prediction", folder_ / "tall.ply"};
    line.insert(line.end(), more.begin(), more.end());
    return run_program(line).output;
  };
  EXPECT_THAT(evaluate({}), HasSubstr("tall.obj: was taken z up and fits much better y up"));
  EXPECT_THAT(evaluate({"--truth-up", "z"}), Not(HasSubstr("fits much better")));
  EXPECT_THAT(evaluate({"--truth-up", "y"}), Not(HasSubstr("fits much better")));
}

TEST_F(EvaluateCommand, a_true_mesh_out_of_sight_is_said) {
  Mesh mesh = write_tetrahedron(folder_ / "truth.obj");
  write_ply(folder_ / "near.ply", mesh);
  for (Vec3& vertex : mesh.vertices) vertex += {0, 0, 50};
  write_ply(folder_ / "far.ply", mesh);
  const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "far.ply", "--prediction",
                                            folder_ / "near.ply", "--no-fit-truth"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("the 16 views see nothing of the true mesh"));
}

TEST_F(EvaluateCommand, a_mesh_that_cannot_be_read_fails_and_is_named) {
  const std::string mesh = folder_ / "broken.obj";
  write_file(mesh, "no mesh");
  const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", mesh, "--prediction", mesh});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("error: "), HasSubstr(mesh)));
}

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

TEST_F(EvaluateCommand, views_of_a_ball_are_consistent_and_the_figures_have_a_row_a_predicted_view) {
  write_discs(folder_ / "ball", 10);
  const ProgramResult result = run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--method",
                                            "hull", "--json", json_, "--sheet", folder_ / "sheet.png"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("silhouette_iou"), HasSubstr("015"), HasSubstr("mean")));
  const nlohmann::json json = figures();
  ASSERT_EQ(json["views"].size(), 8U);
  EXPECT_EQ(json["views"][0]["name"], "001");
  EXPECT_GT(json["mean"]["silhouette_iou"], 0.9);
  EXPECT_GT(json["mean"]["psnr"], 18);
  EXPECT_EQ(read_image(folder_ / "sheet.png").width, 8 * 34 + 2);
}

TEST_F(EvaluateCommand, consistency_of_views_cannot_take_the_shape_of_a_volume) {
  write_discs(folder_ / "ball", 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "ball", "--method", "volume"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--method: found volume, which views alone do not have"));
}

TEST_F(EvaluateCommand, consistency_of_a_set_has_a_row_an_object) {
  write_discs(folder_ / "set" / "large", 10);
  write_discs(folder_ / "set" / "small", 6);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "set", "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  ASSERT_EQ(figures()["objects"].size(), 2U);
  EXPECT_EQ(figures()["objects"][1]["name"], "small");
  for (int k = 5; k < 16; ++k) std::filesystem::remove(folder_ / "set" / "small" / (zero_padded(k) + ".png"));
  const ProgramResult failed =
      run_program({"evaluate", "consistency", "--prediction", folder_ / "set", "--method", "hull"});
  EXPECT_EQ(failed.exit_code, kFailed);
  EXPECT_THAT(failed.output, HasSubstr((folder_ / "set" / "small").string() + ": found 5 views"));
}

TEST_F(EvaluateCommand, masks_beside_views_are_no_views_of_an_object) {
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

TEST_F(EvaluateCommand, names_that_are_not_utf_8_cost_no_results) {
  const std::filesystem::path set = folder_ / "set", object = set / "caf\xe9";
  write_discs(object, 10);
  const ProgramResult result =
      run_program({"evaluate", "consistency", "--prediction", set, "--method", "hull", "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_EQ(figures()["objects"][0]["name"], "caf\uFFFD");
}

TEST_F(EvaluateCommand, consistency_of_what_are_no_views_fails_with_a_sentence) {
  const auto refused = [&](const std::filesystem::path& prediction) {
    const ProgramResult result = run_program({"evaluate", "consistency", "--prediction", prediction});
    EXPECT_EQ(result.exit_code, kFailed);
    return result.output;
  };
  EXPECT_THAT(refused(folder_ / "absent"), AllOf(HasSubstr("error: "), HasSubstr("does not exist")));
  EXPECT_THAT(refused(truth_), HasSubstr("found 2 views"));
  write_png(folder_ / "row.png", Image(5 * 16, 16, 3, 100));
  EXPECT_THAT(refused(folder_ / "row.png"), HasSubstr("expected at least 6"));
}

class EvaluateModelCommand : public EvaluateCommand {
 protected:
  EvaluateModelCommand() {
    MultiviewDiffusion model(smallest_model_options());
    fill_with_noise(model, 1);
    save_state_dict(folder_ / "model.safetensors", model_state(model));
  }

  ProgramResult evaluate(const std::filesystem::path& data) const {
    return run_program({"evaluate", "model", "--model", folder_ / "model.safetensors", "--data", data, "-o", out_,
                        "--table", folder_ / "table.md", "--steps", "1", "--threads", "1", "--consistency", "0",
                        "--write-views"});
  }

  const std::filesystem::path out_ = folder_ / "out";
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
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "run.json"))["command"], "evaluate model");
  const std::string table = read_file(out_ / "table.md");
  EXPECT_EQ(read_file(folder_ / "table.md"), table);
  EXPECT_THAT(result.output, HasSubstr(table));
  EXPECT_EQ(read_image(out_ / "sheet-real.png").width, 17 * (16 + 2) + 2);
  for (const char* method : {"true_views", "synchronized", "independent", "draft"})
    EXPECT_EQ(read_view_set(out_ / "views" / method / "square-2").size(), 16U) << method;
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
