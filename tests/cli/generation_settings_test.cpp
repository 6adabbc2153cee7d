#include "cli/generation_settings.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/matting/painted_scene.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// \throws CLI::ParseError if flags are not understood.
GenerationSettings settings_of(const std::string& flags, const Reporter& reporter = {}) {
  CLI::App app;
  PictureBatch batch;
  GenerationSettings settings;
  ModelChoice model;
  add_generation_flags(app, batch, settings, model);
  app.parse("cup.png -o out " + flags);
  warn_of_idle_flags(app, settings, reporter);
  return settings;
}

GenerateOptions options_of(const std::string& flags) {
  return settings_of(flags).request.options;
}

/// Why flags are not understood.
std::string wrong_usage(const std::string& flags) {
  try {
    options_of(flags);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "it is understood";
}

TEST(GenerationSettings, seeds_out_of_range_are_refused) {
  for (const char* seed : {"-1", "18446744073709551616", "1.5"})
    EXPECT_THAT(wrong_usage(std::string("--seed ") + seed), HasSubstr(seed));
  EXPECT_EQ(options_of("--seed 18446744073709551615").seed, std::numeric_limits<std::uint64_t>::max());
}

TEST(GenerationSettings, that_are_no_numbers_are_refused_by_what_is_expected) {
  EXPECT_THAT(wrong_usage("--steps 1e3"), HasSubstr("--steps: found 1e3, expected a whole number"));
  EXPECT_THAT(wrong_usage("--elevation 12deg"), HasSubstr("--elevation: found 12deg, expected a number"));
  EXPECT_THAT(wrong_usage("--guidance much"), HasSubstr("--guidance: found much, expected a number"));
  EXPECT_THAT(wrong_usage("--guidance +-2"), HasSubstr("--guidance: found +-2, expected a number"));
  EXPECT_THAT(wrong_usage("--threads 0x2"), HasSubstr("--threads: found 0x2, expected a whole number"));
}

TEST(GenerationSettings, that_are_numbers_are_decimal) {
  const GenerateOptions options = options_of("--seed 010 --threads 01 --guidance-interval 0100 0900");
  EXPECT_EQ(options.seed, 10U);
  EXPECT_THAT(options.guidance_interval, ElementsAre(100, 900));
}

TEST(GenerationSettings, that_are_unknown_names_are_refused_with_those_that_are_known) {
  for (const std::string flag : {"--preset", "--sampler"})
    EXPECT_THAT(wrong_usage(flag + " best"), HasSubstr(flag + ": found 'best', expected one of"));
}

TEST(GenerationSettings, a_preset_sets_the_sampling_and_flags_override_it_wherever_they_stand) {
  const GenerateOptions fast = options_of("--preset fast");
  EXPECT_EQ(fast.sampling.method, SamplingMethod::unipc);
  EXPECT_EQ(fast.sampling.num_steps, 10);
  EXPECT_THAT(fast.guidance_interval, ElementsAre(300, 1000));
  const GenerateOptions own = options_of("--steps 3 --preset fast --guidance-interval 10 700");
  EXPECT_EQ(own.sampling.method, SamplingMethod::unipc);
  EXPECT_EQ(own.sampling.num_steps, 3);
  EXPECT_THAT(own.guidance_interval, ElementsAre(10, 700));
}

TEST(GenerationSettings, grabcut_takes_the_object_from_a_background_that_is_not_plain) {
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

TEST(GenerationSettings, that_do_nothing_beside_others_are_warned_of) {
  const auto warnings_of = [](const std::string& flags) {
    std::vector<std::string> warnings;
    settings_of(flags, {.on_warning = [&](std::string_view text) { warnings.emplace_back(text); }});
    return warnings;
  };
  EXPECT_THAT(
      warnings_of("--eta 0 --sampler unipc --guidance-interval 0 500 --guidance 1"),
      ElementsAre("--eta does nothing with --sampler unipc", "--guidance-interval does nothing with --guidance 1"));
  EXPECT_THAT(warnings_of("--eta 0 --sampler ddim --guidance-interval 0 500"), IsEmpty());
  EXPECT_THAT(warnings_of("--guidance-interval 0 500 --guidance 1 --decomposed-guidance 2 1"),
              ElementsAre("--guidance does nothing with --decomposed-guidance"));
  EXPECT_THAT(warnings_of("--preset fast"), IsEmpty());
}

}  // namespace
}  // namespace syncdreamer
