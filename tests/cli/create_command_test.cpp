#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kSource = SYNCDREAMER_SOURCE_DIR;

/// `create` of an example, in one step and with a small texture and video.
ProgramResult create_quickly(const std::filesystem::path& out, const std::vector<std::string>& more = {}) {
  std::vector<std::string> line{"create", kSource / "examples" / "robot.png", "-o", out};
  for (const auto& [flag, value] : std::map<std::string, std::string>{{"--steps", "1"},
                                                                      {"--spacing", "trailing"},
                                                                      {"--texture-size", "128"},
                                                                      {"--turntable-frames", "2"},
                                                                      {"--turntable-size", "32"},
                                                                      {"--threads", "1"}}) {
    line.insert(line.end(), {flag, value});
  }
  line.insert(line.end(), more.begin(), more.end());
  return run_program(line);
}

TEST(CreateCommand, leads_from_a_picture_to_views_and_a_mesh) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder.path() / "out";
  const ProgramResult result =
      run_program({"create", kSource / "examples" / "robot.png", "-o", out, "--steps", "1", "--spacing", "trailing",
                   "--method", "hull", "--neus-steps", "9", "--turntable-frames", "2", "--threads", "1"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("warning: --neus-steps does nothing with --method hull"));
  for (const char* name :
       {"input.png", "views.png", "view-015.png", "cameras.json", "sparse/0/images.txt", "mesh.glb", "turntable.mp4"}) {
    EXPECT_TRUE(std::filesystem::exists(out / name)) << name;
  }
  const auto run = nlohmann::json::parse(read_file(out / "run.json"));
  EXPECT_EQ(run.at("command"), "create");
  EXPECT_EQ(run.at("meshes").size(), 1U);
  EXPECT_EQ(run.at("reconstruction").at("method"), "hull");
  EXPECT_EQ(run.at("meshes").at(0).at("method"), "hull");
  const std::string points = read_file(out / "sparse/0/points3D.txt");
  EXPECT_GT(std::count(points.begin(), points.end(), '\n'), 100) << "the mesh's vertices";
}

TEST(CreateCommand, takes_the_shape_that_the_model_s_volume_has) {
  const TemporaryFolder folder;
  const ProgramResult result = create_quickly(folder / "out");
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const auto run = nlohmann::json::parse(read_file(folder.path() / "out" / "run.json"));
  EXPECT_EQ(run.at("reconstruction").at("method"), "auto");
  EXPECT_EQ(run.at("meshes").at(0).at("method"), "volume");
  EXPECT_GT(run.at("meshes").at(0).at("silhouette_iou").get<double>(), 0.7);
}

TEST(CreateCommand, leaves_the_views_where_no_mesh_can_be_made_of_them) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder / "out";
  ASSERT_EQ(create_quickly(out, {"--method", "hull"}).exit_code, kDone);
  EXPECT_TRUE(std::filesystem::exists(out / "mesh.glb"));
  const ProgramResult result = create_quickly(out, {"--method", "fast", "--distance-rate", "1e30"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output,
              HasSubstr("out: has the views, but 1 of 1 samples have no mesh: the fit's loss stays infinite"));
  EXPECT_TRUE(std::filesystem::exists(out / "view-015.png"));
  EXPECT_FALSE(std::filesystem::exists(out / "mesh.glb")) << "of the views before";
  const auto run = nlohmann::json::parse(read_file(out / "run.json"));
  EXPECT_THAT(run.at("meshes").at(0).at("error").get<std::string>(), HasSubstr("infinite"));
}

TEST(CreateCommand, refuses_to_take_the_shape_of_a_volume_that_the_model_has_not) {
  const TemporaryFolder folder;
  MultiviewDiffusion model(smallest_released_model_options());
  fill_with_noise(model, 1);
  save_state_dict(folder / "model.safetensors", model_state(model));
  const ProgramResult result =
      run_program({"create", kSource / "examples" / "robot.png", "-o", folder / "out", "--model",
                   folder / "model.safetensors", "--method", "volume", "--elevation", "30", "--threads", "1"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output,
              HasSubstr("--method: found volume, expected another, for model.safetensors has no lifted volume"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST(CreateCommand, makes_a_mesh_of_every_sample_and_leaves_no_masks_of_an_earlier_run) {
  const TemporaryFolder folder;
  const std::filesystem::path out = folder.path() / "out";
  const auto num_meshes = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--method", "hull"});
    const ProgramResult result = create_quickly(out, more);
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    return nlohmann::json::parse(read_file(out / "run.json")).at("meshes").size();
  };
  EXPECT_EQ(num_meshes({"--samples", "2", "--views", "8"}), 2U);
  for (const char* sample : {"sample-000", "sample-001"}) {
    EXPECT_TRUE(std::filesystem::exists(out / sample / "mesh.glb"));
    EXPECT_TRUE(std::filesystem::exists(out / sample / "masks" / "007.png"));
  }
  EXPECT_EQ(num_meshes({"--views", "8"}), 1U);
  EXPECT_EQ(num_meshes({"--views", "4"}), 1U);
  EXPECT_TRUE(std::filesystem::exists(out / "masks" / "003.png"));
  EXPECT_FALSE(std::filesystem::exists(out / "masks" / "004.png"));
  EXPECT_FALSE(std::filesystem::exists(out / "sample-000"));
}

TEST(CreateCommand, refuses_bad_options_before_it_starts) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"create", kSource / "examples" / "robot.png", "-o", folder.path() / "out", "--faces", "1"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--faces: found 1"));
  const ProgramResult few =
      run_program({"create", kSource / "examples" / "robot.png", "-o", folder.path() / "out", "--views", "2"});
  EXPECT_EQ(few.exit_code, kFailed);
  EXPECT_THAT(few.output, HasSubstr("--views: found 2, expected 3 or more for a mesh"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST(CreateCommand, of_several_pictures_with_a_model_that_cannot_be_read_says_so_once) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program({"create", "a.png", "b.png", "-o", folder / "out", "--model", "absent.safetensors"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output,
              testing::AllOf(HasSubstr("absent.safetensors"), testing::Not(HasSubstr("picture 1 of 2"))));
}

}  // namespace
}  // namespace syncdreamer
