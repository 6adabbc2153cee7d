#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "tests/cli/program.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(InspectCommand, shows_the_tensors_of_a_file_as_text_or_json) {
  const TemporaryFolder folder;
  const std::string file = folder / "model.safetensors";
  write_file(file, safetensors_text(R"({"a.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}})",
                                    std::string(8, '\0')));
  const ProgramResult text = run_program({"inspect", file});
  EXPECT_EQ(text.exit_code, kDone);
  EXPECT_THAT(text.output, HasSubstr("a.weight"));
  const ProgramResult json = run_program({"inspect", file, "--json"});
  EXPECT_EQ(json.exit_code, kDone);
  EXPECT_TRUE(nlohmann::json::accept(json.output)) << json.output;
}

TEST(InspectCommand, a_file_that_is_absent_or_broken_fails_and_is_named) {
  const TemporaryFolder folder;
  const std::string file = folder / "broken.safetensors";
  const ProgramResult absent = run_program({"inspect", file});
  EXPECT_EQ(absent.exit_code, kFailed);
  EXPECT_THAT(absent.output, HasSubstr(file));
  write_file(file, "no checkpoint at all");
  const ProgramResult broken = run_program({"inspect", file});
  EXPECT_EQ(broken.exit_code, kFailed);
  EXPECT_THAT(broken.output, HasSubstr(file));
}

TEST(InspectCommand, what_a_hostile_file_names_does_not_reach_the_terminal_as_it_is) {
  const TemporaryFolder folder;
  const std::string file = folder / "hostile.safetensors";
  write_file(file, safetensors_text(R"({"\u001b[2J\nok":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}})", "0"));
  EXPECT_THAT(run_program({"inspect", file}).output, HasSubstr("not read: ?[2J?ok: tensor of the type U9"));
  write_file(file, safetensors_text(R"({"\u001b[2J\nok":{"dtype":"U8","shape":[1],"data_offsets":[0,9]}})", "0"));
  const ProgramResult refused = run_program({"inspect", file});
  EXPECT_EQ(refused.exit_code, kFailed);
  EXPECT_THAT(refused.output, HasSubstr("entry '?[2J?ok' ends at byte 9"));
  write_file(file, safetensors_text("{\"" + std::string(1 << 20, 'x'), ""));
  EXPECT_LT(run_program({"inspect", file}).output.size(), 2100U);
}

TEST(InspectCommand, output_that_cannot_be_written_is_a_failure) {
  const TemporaryFolder folder;
  write_file(folder / "empty.safetensors", safetensors_text("{}", ""));
  const ProgramResult result =
      run_shell(program_line({"inspect", folder / "empty.safetensors"}) + " 3>&1 > /dev/full 2>&3");
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("the standard output cannot be written"));
}

}  // namespace
}  // namespace syncdreamer
