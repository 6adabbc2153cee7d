#include <gmock/gmock.h>

#include "tests/cli/program.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(Program, names_every_command_in_its_help) {
  const ProgramResult result = run_program({"--help"});
  EXPECT_EQ(result.exit_code, kDone);
  for (const char* command :
       {"create", "generate", "reconstruct", "serve", "render", "objects", "train", "evaluate", "inspect", "convert"}) {
    EXPECT_THAT(result.output, HasSubstr("\n  " + std::string(command) + " "));
    EXPECT_EQ(run_program({command, "--help"}).exit_code, kDone) << command;
  }
}

TEST(Program, helps_with_nested_options_below_headings) {
  const std::string help = run_program({"create", "--help"}).output;
  const std::size_t heading = help.find("The fit of the method fast:");
  ASSERT_NE(heading, std::string::npos) << help;
  EXPECT_LT(heading, help.find("--fine-steps"));
  EXPECT_LT(help.find("--texture-size"), heading);
}

TEST(Program, shows_several_values_of_an_option_as_they_are_given) {
  EXPECT_THAT(run_program({"objects", "--help"}).output,
              testing::ContainsRegex("--input-elevations FLOAT FLOAT(=-10 40| \\[-10 40\\])"))
      << "as CLI11 has it before and after 2.4";
}

TEST(Program, wrong_usage_names_the_nearest_known_word) {
  const ProgramResult option = run_program({"generate", "cup.png", "-o", "out", "--elevaton", "3"});
  EXPECT_EQ(option.exit_code, kWrongUsage);
  EXPECT_THAT(option.output, HasSubstr("there is no option --elevaton\nDid you mean --elevation?"));
  const ProgramResult command = run_program({"generat"});
  EXPECT_EQ(command.exit_code, kWrongUsage);
  EXPECT_THAT(command.output, HasSubstr("there is no command generat\nDid you mean generate?"));
  EXPECT_EQ(run_program({}).exit_code, kWrongUsage);
}

TEST(Program, wrong_numbers_of_values_are_told) {
  const ProgramResult twice = run_program({"generate", "cup.png", "-o", "a", "-o", "b"});
  EXPECT_EQ(twice.exit_code, kWrongUsage);
  EXPECT_THAT(twice.output, HasSubstr("--out: found 2 times, expected once"));
  EXPECT_THAT(run_program({"generate", "cup.png", "-o"}).output, HasSubstr("--out: found too few values, expected 1"));
  EXPECT_THAT(run_program({"generate", "cup.png", "-o", "a", "--guidance-interval", "500"}).output,
              HasSubstr("--guidance-interval: found too few values, expected 2"));
}

TEST(Program, helps_by_telling_of_switches_whether_they_are_on) {
  const std::string help = run_program({"create", "--help"}).output;
  EXPECT_THAT(help, testing::HasSubstr("(the default)"));
  EXPECT_THAT(help, testing::Not(testing::HasSubstr("{false}")));
}

}  // namespace
}  // namespace syncdreamer
