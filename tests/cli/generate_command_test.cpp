#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// A picture of 32 pixels with a square of `side` pixels on transparent ground.
Image picture_of_square(int side) {
  Image image(32, 32, 4, 0);
  for (int y = 8; y < 8 + side; ++y) {
    for (int x = 10; x < 10 + side; ++x) {
      image.at(x, y, 0) = 180;
      image.at(x, y, 3) = 255;
    }
  }
  return image;
}

class GenerateCommand : public testing::Test {
 protected:
  GenerateCommand() : model_(smallest_model_options()) {
    fill_with_noise(model_, 1);
    save_state_dict(folder_ / "model.safetensors", model_state(model_));
    write_png(picture_, picture_of_square(12));
  }

  /// The command on the square, with a small model and one step unless `more` says otherwise.
  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{
        "generate", picture_, "-o",        out_,       "--model",   folder_ / "model.safetensors",
        "--steps",  "1",      "--spacing", "trailing", "--threads", "1"};
    for (std::size_t i = 0; i + 1 < more.size(); i += 2) {
      const auto known = std::find(all.begin(), all.end(), more[i]);
      if (known != all.end()) all.erase(known, known + 2);
    }
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  ProgramResult generate(const std::vector<std::string>& more = {}) const { return run_program(arguments(more)); }

  /// What it says when all goes well.
  std::string output_of(const std::vector<std::string>& more = {}) const {
    const ProgramResult result = generate(more);
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    return result.output;
  }

  ProgramResult generate_from(const std::filesystem::path& picture) const {
    std::vector<std::string> all = arguments();
    all[1] = picture;
    return run_program(all);
  }

  /// One sentence that holds `words`, exit code 1, and nothing written.
  void expect_refusal(const ProgramResult& result, const std::vector<std::string>& words) const {
    EXPECT_EQ(result.exit_code, kFailed) << result.output;
    EXPECT_THAT(result.output, StartsWith("error: "));
    for (const std::string& word : words) EXPECT_THAT(result.output, HasSubstr(word));
    EXPECT_FALSE(std::filesystem::exists(out_)) << "something was written";
  }

  TemporaryFolder folder_;
  const std::filesystem::path out_ = folder_ / "out", picture_ = folder_ / "cup.png";
  MultiviewDiffusion model_;
};

TEST_F(GenerateCommand, writes_views_cameras_and_how_they_came_about) {
  const ProgramResult result = generate({"--elevation", "15", "--seed", "7", "--device", "cpu"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("needs about 303 MB of memory"), HasSubstr("will take about")));
  EXPECT_THAT(result.output, Not(HasSubstr("warning")));
  for (const char* name : {"view-000.png", "view-015.png", "input.png"}) EXPECT_EQ(read_image(out_ / name).width, 16);
  for (const char* name : {"views.png", "drafts.png"}) EXPECT_EQ(read_image(out_ / name).width, 16 * 16);
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "cameras.json"))["frames"].size(), 16U);
  const nlohmann::json run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_EQ(run["command"], "generate");
  EXPECT_EQ(run["image"], picture_.string());
  EXPECT_EQ(run["options"]["elevation"], 15);
  EXPECT_EQ(run["options"]["seed"], 7);
  EXPECT_EQ(run["options"]["sampling"]["steps"], 1);
  EXPECT_EQ(run["device"], "cpu");
  EXPECT_EQ(run["precision"], "fp32");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out_), {}), 16 + 6) << "something stayed behind";
}

TEST_F(GenerateCommand, of_several_pictures_with_a_wrong_option_or_model_says_so_once) {
  const auto generate_two = [&](const std::vector<std::string>& flags) {
    std::vector<std::string> all = arguments(flags);
    all.insert(all.begin() + 2, picture_.parent_path() / "jug.png");
    return run_program(all);
  };
  expect_refusal(generate_two({"--views-per-batch", "0"}), {"--views-per-batch: found 0"});
  const ProgramResult without_model = generate_two({"--model", "absent.safetensors"});
  expect_refusal(without_model, {"absent.safetensors"});
  EXPECT_THAT(without_model.output, Not(HasSubstr("picture 1 of 2")));
}

TEST_F(GenerateCommand, a_picture_that_is_hardly_opaque_is_warned_of) {
  EXPECT_THAT(output_of(), Not(HasSubstr("half opaque")));
  Image faint = picture_of_square(12);
  for (std::size_t i = 3; i < faint.pixels.size(); i += 4) faint.pixels[i] /= 2;
  write_png(picture_, faint);
  EXPECT_THAT(output_of(), HasSubstr("warning: " + picture_.string() + ": hardly anything is more than half"));
}

TEST_F(GenerateCommand, an_elevation_that_the_picture_contradicts_is_warned_of) {
  estimate_always(*model_.elevation_net, 25);
  save_state_dict(folder_ / "model.safetensors", model_state(model_));
  EXPECT_THAT(output_of({"--elevation", "-5"}),
              HasSubstr("warning: the picture's camera seems to stand at 25 degrees, give or take 0; --elevation -5 "
                        "is used"));
  EXPECT_THAT(output_of({"--elevation", "10"}), Not(HasSubstr("seems to stand")));
}

TEST_F(GenerateCommand, an_elevation_that_is_not_given_is_estimated_and_recorded) {
  const auto run_of = [&](const std::vector<std::string>& flags) {
    const ProgramResult result = generate(flags);
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_EQ(result.output.find("the picture's camera seems to stand at") != std::string::npos, flags.empty());
    return nlohmann::json::parse(read_file(out_ / "run.json"));
  };
  const nlohmann::json estimated = run_of({});
  const double elevation = estimated["options"]["elevation"];
  EXPECT_NEAR(elevation, estimated["estimated_elevation"]["mean"], 0.05 + 1e-9);
  EXPECT_GT(estimated["estimated_elevation"]["deviation"], 0);
  const std::string drafts = read_file(out_ / "drafts.png");
  const nlohmann::json given = run_of({"--elevation", estimated["options"]["elevation"].dump()});
  EXPECT_FALSE(given.contains("estimated_elevation"));
  EXPECT_EQ(given["options"]["elevation"], elevation);
  EXPECT_EQ(read_file(out_ / "drafts.png"), drafts);
}

TEST_F(GenerateCommand, the_seed_determines_the_files) {
  const auto views = [&](const char* seed) {
    EXPECT_EQ(generate({"--seed", seed}).exit_code, kDone);
    return read_file(out_ / "views.png");
  };
  const std::string first = views("1");
  EXPECT_EQ(views("1"), first);
  EXPECT_NE(views("18446744073709551615"), first);
}

TEST_F(GenerateCommand, views_of_an_earlier_run_do_not_stay_beside_fewer_ones) {
  ASSERT_EQ(generate({"--views", "6"}).exit_code, kDone);
  write_file(out_ / "view-010.png", "the user's own");
  ASSERT_EQ(generate({"--views", "4"}).exit_code, kDone);
  EXPECT_TRUE(std::filesystem::exists(out_ / "view-003.png"));
  EXPECT_FALSE(std::filesystem::exists(out_ / "view-004.png"));
  EXPECT_FALSE(std::filesystem::exists(out_ / "view-005.png"));
  EXPECT_TRUE(std::filesystem::exists(out_ / "view-010.png"));
  ASSERT_EQ(generate({"--views", "4", "--samples", "3"}).exit_code, kDone);
  for (const char* name : {"view-000.png", "cameras.json", "views.png", "sparse"}) {
    EXPECT_FALSE(std::filesystem::exists(out_ / name)) << name;
  }
  ASSERT_EQ(generate({"--views", "4", "--samples", "1"}).exit_code, kDone);
  EXPECT_FALSE(std::filesystem::exists(out_ / "sample-000"));
}

TEST_F(GenerateCommand, the_mesh_of_earlier_views_does_not_stay_beside_new_ones) {
  ASSERT_EQ(generate({"--views", "4"}).exit_code, kDone);
  auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
  for (const char* name : {"mesh.glb", "mesh.obj", "masks/000.png"}) {  // as reconstruct leaves them there
    write_file(out_ / name, "of the views before");
    run["files"].push_back(name);
  }
  write_file(out_ / "run.json", run.dump());
  ASSERT_EQ(generate({"--views", "4"}).exit_code, kDone);
  for (const char* name : {"mesh.glb", "mesh.obj", "masks"}) EXPECT_FALSE(std::filesystem::exists(out_ / name)) << name;
}

TEST_F(GenerateCommand, views_that_somebody_took_stay_although_a_mesh_of_them_was_made_beside_them) {
  for (const char* name : {"view-000.png", "view-023.png", "cameras.json", "mesh.glb"}) write_file(out_ / name, "mine");
  write_file(out_ / "run.json", R"({"command": "reconstruct", "files": ["mesh.glb"]})");
  for (const char* samples : {"1", "2"}) {
    const ProgramResult result = generate({"--views", "4", "--samples", samples});
    EXPECT_EQ(result.exit_code, *samples == '1' ? kFailed : kDone) << result.output;
    for (const char* name : {"view-000.png", "view-023.png", "cameras.json"})
      EXPECT_EQ(read_file(out_ / name), "mine") << name;
  }
}

TEST_F(GenerateCommand, drafts_of_a_model_that_has_some_do_not_stay_beside_views_of_one_that_has_none) {
  ASSERT_EQ(generate().exit_code, kDone);
  EXPECT_TRUE(std::filesystem::exists(out_ / "drafts.png"));
  MultiviewDiffusion other(smallest_released_model_options());
  fill_with_noise(other, 1);
  save_state_dict(folder_ / "other.safetensors", model_state(other));
  const ProgramResult result = generate({"--model", folder_ / "other.safetensors"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_FALSE(std::filesystem::exists(out_ / "drafts.png"));
}

TEST_F(GenerateCommand, a_slow_blas_is_warned_of) {
  const std::string folder = run_shell("printf /usr/lib/$(uname -m)-linux-gnu/blas").output;
  if (!std::filesystem::exists(folder + "/libblas.so.3"))
    GTEST_SKIP() << "SKIPPED: no reference BLAS (Debian: libblas3)";
  const ProgramResult result = run_shell("LD_LIBRARY_PATH=" + folder + " " + program_line(arguments()));
  EXPECT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("libtorch found a slow BLAS"));
}

TEST_F(GenerateCommand, goes_on_when_nobody_reads_its_messages) {
  const std::filesystem::path code = out_.parent_path() / "code";
  run_shell("( " + program_line(arguments()) + " 2>&1; echo $? > '" + code.string() + "' ) | true");
  EXPECT_EQ(read_file(code), "0\n");
  EXPECT_TRUE(std::filesystem::exists(out_ / "views.png"));
}

TEST_F(GenerateCommand, a_mesh_of_other_views_stays) {
  for (const char* name : {"mesh.glb", "mesh.obj", "turntable.mp4", "masks/000.png"}) write_file(out_ / name, "mine");
  ASSERT_EQ(generate({"--views", "4"}).exit_code, kDone);
  for (const char* name : {"mesh.glb", "mesh.obj", "turntable.mp4", "masks/000.png"})
    EXPECT_TRUE(std::filesystem::exists(out_ / name)) << name;
}

TEST_F(GenerateCommand, a_picture_is_not_replaced_by_what_is_made_of_another) {
  const std::filesystem::path later = out_ / "cup" / "view-003.png";
  write_png(later, picture_of_square(8));
  const std::string before = read_file(later);
  std::vector<std::string> all = arguments();
  all.insert(all.begin() + 2, later);
  const ProgramResult result = run_program(all);
  EXPECT_EQ(result.exit_code, kFailed) << result.output;
  EXPECT_THAT(result.output, HasSubstr("view-003.png: is in the way of a result"));
  EXPECT_EQ(read_file(later), before);
}

TEST_F(GenerateCommand, a_picture_is_not_replaced_by_what_is_made_of_it) {
  for (const char* name : {"input.png", "view-003.png", "drafts.png"}) {
    make_folder(out_);
    std::filesystem::copy_file(picture_, out_ / name);
    const ProgramResult result = generate_from(out_ / name);
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr((out_ / name).string() + ": is in the way"));
    EXPECT_THAT(result.output, Not(HasSubstr("denoising"))) << "told before the work";
    EXPECT_EQ(read_file(out_ / name), read_file(picture_));
    std::filesystem::remove_all(out_);
  }
}

TEST_F(GenerateCommand, somebody_s_preview_is_in_the_way_of_one_and_stays_otherwise) {
  write_file(out_ / "preview.png", "mine");
  EXPECT_EQ(generate({"--preview", "1"}).exit_code, kFailed);
  EXPECT_EQ(generate({"--views", "4"}).exit_code, kDone);
  EXPECT_EQ(read_file(out_ / "preview.png"), "mine");
}

TEST_F(GenerateCommand, a_result_is_not_removed_by_what_is_made_of_it_nor_where_a_link_to_it_is_named) {
  ASSERT_EQ(generate({"--views", "4", "--samples", "2"}).exit_code, kDone);
  const std::filesystem::path view = out_ / "sample-001" / "view-000.png", link = out_.parent_path() / "link.png";
  std::filesystem::create_symlink(view, link);
  const std::string before = read_file(view);
  for (const std::filesystem::path& picture : {view, link}) {
    const ProgramResult result = generate_from(picture);
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr(picture.string() + ": a new run may replace or remove it"));
  }
  EXPECT_EQ(read_file(view), before);
}

TEST_F(GenerateCommand, unusual_values_are_warned_of_and_obeyed) {
  const std::string output = output_of({"--elevation", "60", "--guidance", "7"});
  EXPECT_THAT(output, AllOf(HasSubstr("warning: the model was trained on elevations"), HasSubstr("60")));
  EXPECT_THAT(output, AllOf(HasSubstr("warning: guidance"), HasSubstr("7")));
}

TEST_F(GenerateCommand, a_model_without_a_name_is_not_the_default_one) {
  const ProgramResult result = generate({"--model", ""});
  EXPECT_EQ(result.exit_code, kWrongUsage);
  EXPECT_THAT(result.output, HasSubstr("--model: found a file without a name"));
}

TEST_F(GenerateCommand, every_sampler_generates_and_leaves_no_preview) {
  std::vector<std::string> views;
  for (const char* sampler : {"ddim", "dpm", "unipc"}) {
    const ProgramResult result =
        generate({"--sampler", sampler, "--steps", "4", "--last-timestep", "0", "--preview", "1"});
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_FALSE(std::filesystem::exists(out_ / "preview.png"));
    views.push_back(read_file(out_ / "views.png"));
  }
  EXPECT_NE(views[0], views[1]);
  EXPECT_NE(views[1], views[2]);
}

TEST_F(GenerateCommand, too_little_memory_is_refused_with_what_would_do) {
  expect_refusal(generate({"--max-memory", "0.01"}),
                 {"needs at least 303 MB of memory", "found 10.0 MB that may be used"});
}

TEST_F(GenerateCommand, pictures_that_are_no_files_are_refused) {
  expect_refusal(generate_from(folder_ / "absent.png"), {folder_ / "absent.png"});
  make_folder(folder_ / "none");
  expect_refusal(generate_from(folder_ / "none"), {folder_ / "none", "found no picture in the folder"});
}

TEST_F(GenerateCommand, a_file_that_is_no_picture_is_refused) {
  write_file(picture_, "no picture");
  expect_refusal(generate(), {picture_});
}

TEST_F(GenerateCommand, pictures_without_an_object_are_refused) {
  const std::string empty = folder_ / "empty.png";
  for (const Image& image : {picture_of_square(0), Image(32, 32, 3, 255)}) {
    write_png(empty, image);
    expect_refusal(generate_from(empty), {empty, "has no object"});
  }
}

TEST_F(GenerateCommand, an_object_of_one_pixel_is_an_object) {
  write_png(picture_, picture_of_square(1));
  EXPECT_EQ(generate().exit_code, kDone);
}

TEST_F(GenerateCommand, a_folder_that_cannot_be_written_is_refused) {
  const std::string inside_a_file = picture_ / "out";
  expect_refusal(generate({"-o", inside_a_file}), {inside_a_file});
  expect_refusal(generate({"-o", picture_}), {picture_});
  EXPECT_EQ(read_image(picture_).width, 32) << "the file in the way was touched";
}

TEST_F(GenerateCommand, a_checkpoint_of_another_model_is_refused_and_what_differs_is_named) {
  MultiviewDiffusionOptions wider = smallest_model_options();
  wider.unet.context_dim = 24;
  MultiviewDiffusion other(wider);
  fill_with_noise(other, 1);
  StateDict state = state_dict_of(other);
  state.metadata = model_state(model_).metadata;
  state.add("second_head.weight", at::zeros({3}));
  const std::string file = folder_ / "other.safetensors";
  save_state_dict(file, state);
  expect_refusal(generate({"--model", file}),
                 {file, "1 unexpected: second_head.weight", "cc_projection.weight", "[24, ", "[16, "});
}

TEST_F(GenerateCommand, weights_that_are_not_numbers_are_refused) {
  model_.cc_projection->bias.detach()[3] = std::numeric_limits<float>::quiet_NaN();
  const std::string file = folder_ / "nan.safetensors";
  save_state_dict(file, model_state(model_));
  expect_refusal(generate({"--model", file}), {file, "cc_projection.bias", "NaN"});
}

TEST_F(GenerateCommand, models_that_cannot_be_read_are_refused) {
  const std::string file = folder_ / "broken.safetensors";
  expect_refusal(generate({"--model", file}), {file});
  const std::string whole = read_file(folder_ / "model.safetensors");
  write_file(file, whole.substr(0, whole.size() / 2));
  expect_refusal(generate({"--model", file}), {file});
}

TEST_F(GenerateCommand, a_full_disk_is_said_and_nothing_stays_behind) {
  const std::string disk = folder_ / "disk";
  make_folder(disk);
  const std::string mount = "mount -t tmpfs -o size=32k none '" + disk + "'";
  if (run_shell("unshare -m " + mount).exit_code != 0) GTEST_SKIP() << "no small file system can be mounted here";
  const std::filesystem::path script = folder_ / "fill.sh";
  write_file(script, mount + " || exit 9\n" + program_line(arguments({"-o", disk + "/out"})) + "\ncode=$?\nls -A '" +
                         disk + "' | sed 's/^/left: /'\nexit $code\n");
  const ProgramResult result = run_shell("unshare -m sh '" + script.string() + "'");
  EXPECT_EQ(result.exit_code, kFailed) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("error: " + disk), HasSubstr("No space left on device")));
  EXPECT_THAT(result.output, Not(HasSubstr("left: ")));
}

TEST_F(GenerateCommand, a_file_that_cannot_be_written_completely_is_said_and_nothing_stays_behind) {
  const ProgramResult result = run_shell("trap '' XFSZ; ulimit -f 1; " + program_line(arguments()));
  EXPECT_EQ(result.exit_code, kFailed) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("error: " + out_.string()), HasSubstr("File too large")));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(GenerateCommand, what_a_device_cannot_do_is_refused_before_anything_is_read) {
  const ProgramResult unknown = generate({"--device", "gpu", "--model", "absent.safetensors"});
  EXPECT_EQ(unknown.exit_code, kFailed);
  EXPECT_THAT(unknown.output, HasSubstr("device: found 'gpu', expected auto, cpu, cuda or cuda:NUMBER"));
  const ProgramResult precision = generate({"--device", "cpu", "--precision", "fp16"});
  EXPECT_EQ(precision.exit_code, kFailed);
  EXPECT_THAT(precision.output, HasSubstr("precision: found fp16 on the CPU"));
}

}  // namespace
}  // namespace syncdreamer
