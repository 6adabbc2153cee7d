#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/matting/painted_scene.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(GenerationArguments, grabcut_takes_the_object_from_a_background_that_is_not_plain) {
  const TemporaryFolder folder;
  const PaintedScene scene;
  write_png(folder / "scene.png", scene.picture);
  const std::filesystem::path out = folder / "out";
  const std::vector<std::string> command{"generate", folder / "scene.png", "-o", out, "--steps", "1", "--threads", "1"};
  const ProgramResult plain = run_program(command);
  EXPECT_EQ(plain.exit_code, kFailed) << "without --masks a plain background is asked for";
  std::vector<std::string> cutting = command;
  cutting.insert(cutting.end(), {"--masks", "grabcut"});
  const ProgramResult result = run_program(cutting);
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const Image input = read_image(out / "input.png");
  const int middle = input.width / 2;
  EXPECT_EQ(input.at(middle, middle, 3), 255);
  EXPECT_EQ(input.at(1, 1, 3), 0);
  EXPECT_GT(input.at(middle, middle - input.width / 4, 0), 150) << "the red disc fills most of the picture";
}

}  // namespace
}  // namespace syncdreamer
