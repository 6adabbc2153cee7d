#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "checkpoint/state_dict.h"
#include "core/files.h"
#include "model/checkpoint_names.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/model_file.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ConvertCommand : public testing::Test {
 protected:
  void SetUp() override {
    const std::string header = R"({"net.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                               R"("other":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})";
    write_file(folder_ / "in.safetensors", safetensors_text(header, std::string(12, '\0')));
  }

  TemporaryFolder folder_;
};

TEST_F(ConvertCommand, takes_a_prefix_and_another_type) {
  const std::string out = folder_ / "out.safetensors";
  const ProgramResult result =
      run_program({"convert", folder_ / "in.safetensors", "-o", out, "--prefix", "net.", "--type", "float16"});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  const std::string converted = read_file(out);
  EXPECT_THAT(converted, HasSubstr("weight"));
  EXPECT_THAT(converted, HasSubstr("F16"));
  EXPECT_THAT(converted, Not(HasSubstr("other")));
}

TEST_F(ConvertCommand, a_part_of_a_model_does_not_say_that_it_is_the_model) {
  MultiviewDiffusion model(smallest_model_options());
  fill_with_noise(model, 1);
  save_state_dict(folder_ / "model.safetensors", model_state(model));
  const auto described = [&](const std::vector<std::string>& prefix) {
    std::vector<std::string> line{"convert", folder_ / "model.safetensors", "-o", folder_ / "out.safetensors"};
    line.insert(line.end(), prefix.begin(), prefix.end());
    EXPECT_EQ(run_program(line).exit_code, kDone);
    const auto metadata = load_state_dict(folder_ / "out.safetensors").metadata;
    return metadata.contains(kModelMetadata) || metadata.contains(kTrainingMetadata);
  };
  EXPECT_TRUE(described({}));
  EXPECT_FALSE(described({"--prefix", "model."}));
  StateDict checkpoint;
  checkpoint.metadata = {{kTrainingMetadata, "{}"}, {"licence", "CC0-1.0"}};
  checkpoint.add("average.weight", at::ones({2}));
  save_state_dict(folder_ / "model.safetensors", checkpoint);
  EXPECT_TRUE(described({}));
  EXPECT_FALSE(described({"--prefix", "average"})) << "nor that it is a training to go on from";
  EXPECT_EQ(load_state_dict(folder_ / "out.safetensors").metadata.at("licence"), "CC0-1.0");
}

TEST_F(ConvertCommand, metadata_that_the_program_writes_itself_is_refused) {
  const auto result = run_program(
      {"convert", folder_ / "in.safetensors", "-o", folder_ / "own.safetensors", "--metadata", "syncdreamer.model=zz"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--metadata: found 'syncdreamer.model'"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "own.safetensors"));
}

TEST_F(ConvertCommand, metadata_may_stand_before_the_file_and_several_times) {
  const std::string out = folder_ / "out.safetensors";
  const ProgramResult result = run_program(
      {"convert", "--metadata", "author=me", "--metadata", "year=2026", folder_ / "in.safetensors", "-o", out});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  const StateDict converted = load_state_dict(out);
  EXPECT_EQ(converted.metadata.at("author"), "me");
  EXPECT_EQ(converted.metadata.at("year"), "2026");
}

TEST_F(ConvertCommand, writes_to_what_is_no_file) {
  const ProgramResult result = run_program({"convert", folder_ / "in.safetensors", "-o", "/dev/null"});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("/dev/null: 2 tensors, no file"));
}

TEST_F(ConvertCommand, says_nothing_where_the_file_goes) {
  const std::string line = program_line({"convert", folder_ / "in.safetensors", "-o", "/dev/stdout"});
  const ProgramResult result = run_shell(line + " > '" + (folder_ / "out.safetensors").string() + "'");
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("/dev/stdout: 2 tensors"));
  EXPECT_EQ(load_state_dict(folder_ / "out.safetensors").size(), 2U);
}

TEST_F(ConvertCommand, looks_whether_it_may_write_before_it_reads) {
  write_file(folder_ / "broken.ckpt", "no checkpoint");
  write_file(folder_ / "file", "");
  const ProgramResult result =
      run_program({"convert", folder_ / "broken.ckpt", "-o", folder_ / "file/out.safetensors"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("expected a folder"), Not(HasSubstr("broken.ckpt"))));
}

TEST_F(ConvertCommand, a_prefix_is_a_whole_part_of_a_name) {
  const std::string out = folder_ / "out.safetensors", in = folder_ / "in.safetensors";
  EXPECT_EQ(run_program({"convert", in, "-o", out, "--prefix", "net"}).exit_code, kDone);
  EXPECT_THAT(read_file(out), HasSubstr("\"weight\""));
  EXPECT_EQ(run_program({"convert", in, "-o", out, "--prefix", "ne"}).exit_code, kFailed);
  EXPECT_EQ(run_program({"convert", in, "-o", out, "--prefix", "other"}).exit_code, kFailed);
}

TEST_F(ConvertCommand, does_not_replace_what_it_reads) {
  const std::string in = folder_ / "in.safetensors", before = read_file(in);
  const ProgramResult result = run_program({"convert", in, "-o", folder_ / "." / "in.safetensors", "--prefix", "net"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("would be replaced by what is made of it"));
  EXPECT_EQ(read_file(in), before);
}

TEST_F(ConvertCommand, does_not_replace_the_result_of_a_run) {
  write_file(folder_ / "run.json", R"({"command": "create", "files": ["mesh.glb"]})");
  const ProgramResult result = run_program({"convert", folder_ / "in.safetensors", "-o", folder_ / "mesh.glb"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("mesh.glb: is a result that "));
}

TEST_F(ConvertCommand, a_prefix_that_nothing_has_fails) {
  const std::string out = folder_ / "out.safetensors";
  const ProgramResult result = run_program({"convert", folder_ / "in.safetensors", "-o", out, "--prefix", "none."});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("none."));
  EXPECT_FALSE(std::filesystem::exists(out));
  const std::string header = R"({"net.weight":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})";
  write_file(folder_ / "eight.safetensors", safetensors_text(header, std::string(4, '\0')));
  EXPECT_THAT(run_program({"convert", folder_ / "eight.safetensors", "-o", out}).output,
              HasSubstr("has no tensor that can be read: net.weight: "));
}

TEST_F(ConvertCommand, types_that_are_not_known_are_wrong_usage) {
  const ProgramResult result = run_program({"convert", folder_ / "in.safetensors", "-o", "out", "--type", "int8"});
  EXPECT_EQ(result.exit_code, kWrongUsage);
  EXPECT_THAT(result.output, HasSubstr("--type: found 'int8', expected one of keep, float32, float16, bfloat16"));
}

TEST_F(ConvertCommand, of_a_published_model_keeps_what_generation_needs_and_says_the_sizes) {
  MultiviewDiffusion model(smallest_released_model_options());
  fill_with_noise(model, 1);
  StateDict published = state_dict_of(model);
  published.add("model_ema.decay", at::ones({100, 100}));
  const auto in = folder_ / "published.safetensors", out = folder_ / "out.safetensors";
  save_state_dict(in, published);
  const ProgramResult result = run_program({"convert", in, "-o", out, "--type", "float16"});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("left out: model_ema: 1 tensor\n"));
  EXPECT_THAT(result.output, HasSubstr(std::to_string(published.size() - 1) + " tensors, "));
  EXPECT_THAT(result.output, testing::ContainsRegex("out.safetensors: .* MB \\(.*published.safetensors: .* MB\\)"));
  const auto size_before = static_cast<double>(std::filesystem::file_size(in));
  EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(out)), size_before / 2, 0.01 * size_before);
  EXPECT_EQ(nlohmann::json::parse(load_state_dict(out).metadata.at("syncdreamer.model")),
            options_to_json(smallest_released_model_options()));
}

TEST_F(ConvertCommand, in_half_precision_tables_of_the_schedule_and_the_cameras_stay_as_they_are) {
  MultiviewDiffusion model(smallest_released_model_options());
  fill_with_noise(model, 1);
  const auto in = folder_ / "published.safetensors", out = folder_ / "out.safetensors";
  save_state_dict(in, state_dict_of(model));
  const ProgramResult result = run_program({"convert", in, "-o", out, "--type", "bfloat16"});
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  const StateDict converted = load_state_dict(out);
  for (const auto& buffer : model.named_buffers()) {
    EXPECT_TRUE(converted.at(buffer.key()).equal(buffer.value())) << buffer.key();
  }
  EXPECT_EQ(converted.at("cc_projection.weight").scalar_type(), at::kBFloat16);
}

TEST_F(ConvertCommand, an_image_tower_for_what_is_no_model_is_refused) {
  const std::string in = folder_ / "in.safetensors", out = folder_ / "out.safetensors";
  const ProgramResult result = run_program({"convert", in, "-o", out, "--clip", in});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--clip"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace syncdreamer
