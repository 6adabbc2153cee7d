#include <gmock/gmock.h>

#include <filesystem>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kPicture = std::string(SYNCDREAMER_SOURCE_DIR) + "/examples/teapot.png";

TEST(Installation, holds_the_program_and_its_model) {
  const TemporaryFolder folder;
  const std::string prefix = (folder / "usr").string();
  const ProgramResult installed = run_shell("cmake --install '" SYNCDREAMER_BINARY_DIR "' --prefix '" + prefix + "'");
  ASSERT_EQ(installed.exit_code, kDone) << installed.output;
  EXPECT_THAT(installed.output, AllOf(HasSubstr("/docs/generation.md"), HasSubstr("/configs/default/geometry.json")));
  const ProgramResult generated =
      run_shell("unset SYNCDREAMER_MODEL; cd '" + folder.path().string() + "' && usr/bin/syncdreamer generate '" +
                kPicture + "' -o views --steps 20 --threads 1");
  EXPECT_EQ(generated.exit_code, kDone) << generated.output;
  EXPECT_TRUE(std::filesystem::exists(folder / "views" / "views.png"));
  EXPECT_THAT(read_file(folder / "views" / "run.json"), HasSubstr(prefix + "/share/syncdreamer/models"));
}

TEST(EngineExample, makes_a_mesh_of_a_picture_slow) {
  const TemporaryFolder folder;
  const std::filesystem::path mesh = folder / "mesh.glb";
  const std::string program = SYNCDREAMER_ENGINE_EXAMPLE;
  const ProgramResult made = run_shell(program + " '" + kPicture + "' '" + mesh.string() + "'");
  EXPECT_EQ(made.exit_code, kDone) << made.output;
  EXPECT_GT(std::filesystem::file_size(mesh), 100'000U);
  const ProgramResult failed = run_shell(program + " nowhere.png '" + mesh.string() + "'");
  EXPECT_EQ(failed.exit_code, kFailed);
  EXPECT_THAT(failed.output, HasSubstr("nowhere.png"));
}

}  // namespace
}  // namespace syncdreamer
