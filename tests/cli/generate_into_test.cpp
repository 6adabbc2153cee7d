#include "cli/generate_into.h"

#include <gmock/gmock.h>
#include <torch/version.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "checkpoint/state_dict.h"
#include "cli/creation.h"
#include "cli/interrupts.h"
#include "core/files.h"
#include "image/image_io.h"
#include "nn/cpu_kernels.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kRobot = std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "examples" / "robot.png";

/// A small model in a file of its own.
ModelSource small_model(const std::filesystem::path& file, int num_views) {
  MultiviewDiffusionOptions options = smallest_model_options();
  options.num_views = num_views;
  MultiviewDiffusion model(options);
  fill_with_noise(model, 1);
  save_state_dict(file, model_state(model));
  return ModelSource({.model = file, .threads = 1});
}

constexpr const char* kBeginning = "needs about";

/// Why no views are made; kBeginning where they are about to be, when it is stopped.
std::string refusal_before_the_work(const std::filesystem::path& output, ModelSource& models) {
  bool begins = false;
  const Reporter reporter{.on_note = [&](std::string_view note) { begins = begins || note.starts_with(kBeginning); },
                          .should_stop = [&] { return begins; }};
  catch_interrupts();  // and forget those of other tests
  const auto read_picture = [] { return NamedPicture{"robot.png", read_image(kRobot)}; };
  const std::string refusal = refusal_of([&] { create_object(read_picture, output, {}, models, reporter); });
  return begins ? kBeginning : refusal;
}

TEST(GenerateInto, what_is_in_the_way_of_as_many_views_as_the_model_makes_is_refused_before_they_are_made) {
  const TemporaryFolder folder;
  ModelSource few = small_model(folder / "few", 8), many = small_model(folder / "many", 32);
  for (const char* file : {"view-020.png", "masks/020.png"}) {
    const std::filesystem::path out = folder / "out", foreign = out / file;
    std::filesystem::create_directories(foreign.parent_path());
    write_file(foreign, "somebody's");
    EXPECT_THAT(refusal_before_the_work(out, many), HasSubstr(file));
    EXPECT_EQ(refusal_before_the_work(out, few), kBeginning) << file << " is in nobody's way";
    std::filesystem::remove_all(out);
  }
}

TEST(GenerateInto, previews_have_a_row_of_views_a_sample) {
  const TemporaryFolder folder;
  ModelSource models = small_model(folder / "model", 8);
  CreationSettings settings;
  settings.generation.preview = 1;
  settings.generation.request.options.num_samples = 2;
  Image shown;
  const Reporter reporter{.should_stop = [&] {
    const std::filesystem::path preview = folder / "out" / "preview.png";
    if (std::filesystem::exists(preview)) shown = read_image(preview);
    return shown.width > 0;
  }};
  catch_interrupts();  // and forget those of other tests
  const auto read_picture = [] { return NamedPicture{"robot.png", read_image(kRobot)}; };
  refusal_of([&] { create_object(read_picture, folder / "out", settings, models, reporter); });
  EXPECT_EQ(shown.width, 8 * 16);
  EXPECT_EQ(shown.height, 2 * 16);
  EXPECT_NE(crop(shown, 0, 0, 8 * 16, 16).pixels, crop(shown, 0, 16, 8 * 16, 16).pixels) << "of two samples";
}

TEST(GenerateInto, every_sample_has_a_folder_of_its_own_if_there_are_several) {
  const TemporaryFolder folder;
  const std::filesystem::path source = SYNCDREAMER_SOURCE_DIR, out = folder.path() / "out";
  const ProgramResult result = run_program(
      {"generate", source / "examples" / "robot.png", "-o", out, "--steps", "20", "--samples", "2", "--threads", "1"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::string first = read_file(out / "sample-000" / "views.png");
  const std::string second = read_file(out / "sample-001" / "views.png");
  EXPECT_NE(first, second);
  EXPECT_FALSE(std::filesystem::exists(out / "views.png"));
  for (const char* name : {"input.png", "sample-000/cameras.json", "sample-001/view-015.png"})
    EXPECT_TRUE(std::filesystem::exists(out / name)) << name;
  const auto run = nlohmann::json::parse(read_file(out / "run.json"));
  EXPECT_EQ(run.at("threads"), 1);
  EXPECT_EQ(run.at("kernels"), cpu_kernels().instruction_set);
  EXPECT_EQ(run.at("libtorch"), TORCH_VERSION);
  const auto& options = run.at("options");
  EXPECT_EQ(options.at("samples"), 2);
  EXPECT_EQ(options.at("views"), 16) << "what stood for the model's own number";
  EXPECT_EQ(options.at("guidance"), 1);
  EXPECT_EQ(options.at("temperature"), 0.5);
  EXPECT_EQ(options.at("sampling").at("last_timestep"), 930);
  EXPECT_EQ(run.at("denoising_steps"), 1) << "the first of 20 steps to end at 930 or below";
}

}  // namespace
}  // namespace syncdreamer
