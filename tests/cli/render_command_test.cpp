#include <gmock/gmock.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(RenderCommand, renders_a_model_into_the_training_layout) {
  const TemporaryFolder folder;
  write_file(folder / "tetrahedron.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n");
  const std::filesystem::path out = folder / "set";
  const ProgramResult result = run_program({"render", folder / "tetrahedron.obj", "--views", "2", "--size", "16",
                                            "--samples", "1", "--licence", "CC0-1.0", "-o", out});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(read_file(out / "objects.json"), HasSubstr("CC0-1.0"));
  for (const char* kind : {"input", "target"}) {
    EXPECT_TRUE(std::filesystem::exists(out / kind / "tetrahedron" / "001.png")) << kind;
  }
}

TEST(RenderCommand, models_of_one_name_from_two_folders_do_not_overwrite_each_other) {
  const TemporaryFolder folder;
  const std::string model = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";
  write_file(folder / "a" / "chair.obj", model);
  write_file(folder / "b" / "chair.obj", model);
  const ProgramResult result = run_program({"render", folder / "a" / "chair.obj", folder / "b" / "chair.obj", "--views",
                                            "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::filesystem::directory_iterator objects(folder / "set" / "target");
  EXPECT_EQ(std::distance(objects, {}), 2);
}

TEST(RenderCommand, models_of_one_name_found_in_two_folders_do_not_overwrite_each_other) {
  const TemporaryFolder folder;
  const std::string model = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";
  write_file(folder / "a" / "mug.obj", model);
  write_file(folder / "b" / "mug.obj", model);
  const ProgramResult result = run_program(
      {"render", folder / "a", folder / "b", "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::filesystem::directory_iterator objects(folder / "set" / "target");
  EXPECT_EQ(std::distance(objects, {}), 2);
}

TEST(RenderCommand, a_folder_without_models_fails) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program({"render", folder.path(), "-o", folder / "set"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("no 3-D model"));
}

}  // namespace
}  // namespace syncdreamer
