#include <gmock/gmock.h>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/suggestion.h"
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
  }
}

TEST(Program, helps_with_every_command) {
  CLI::App app;
  for (const auto add :
       {add_create_command, add_generate_command, add_reconstruct_command, add_serve_command, add_render_command,
        add_objects_command, add_train_command, add_evaluate_command, add_inspect_command, add_convert_command}) {
    add(app);
  }
  for (CLI::App* const command : app.get_subcommands({})) {
    EXPECT_THROW(app.parse(command->get_name() + " --help"), CLI::CallForHelp);
    EXPECT_FALSE(unknown_word(app, {command->get_name(), "--help"})) << command->get_name();
    for (CLI::App* const part : command->get_subcommands({}))
      EXPECT_FALSE(unknown_word(app, {command->get_name(), part->get_name(), "--help"})) << part->get_name();
  }
}

TEST(Program, helps_with_nested_options_below_headings_and_tells_of_switches_whether_they_are_on) {
  const std::string help = run_program({"create", "--help"}).output;
  const std::size_t heading = help.find("The fit of the method fast:");
  ASSERT_NE(heading, std::string::npos) << help;
  EXPECT_LT(heading, help.find("--fine-steps"));
  EXPECT_LT(help.find("--texture-size"), heading);
  EXPECT_THAT(help, HasSubstr("(the default)"));
  EXPECT_THAT(help, testing::Not(HasSubstr("{false}")));
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
  const ProgramResult dash = run_program({"generate", "cup.png", "-out", "out"});
  EXPECT_EQ(dash.exit_code, kWrongUsage);
  EXPECT_THAT(dash.output, HasSubstr("there is no option -out\nDid you mean --out?"));
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

}  // namespace
}  // namespace syncdreamer
