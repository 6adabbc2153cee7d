// Checkpoints as the authors of SyncDreamer and Zero123 published theirs, written by the real PyTorch: made on the spot
// by a Python that can import torch, else skipped aloud.

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/machine_memory.h"
#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/reference_files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// script.py KIND LIST BUFFERS CHECKPOINT [CLIP]: fills the tensors that LIST names with random numbers, takes the
// buffers from a safetensors file, and saves all as KIND does; with CLIP, its image tower into a file of its own.
constexpr const char* kScript = R"PYTHON(
import collections, json, math, struct, sys
import torch

kind, parameter_list, buffers, checkpoint = sys.argv[1:5]
torch.manual_seed(1)

def filled(name, shape):
    if len(shape) < 2:
        values = torch.empty(shape).uniform_(-1, 1)
        return 1 + 0.1 * values if shape and name.endswith(".weight") else 0.02 * values
    bound = math.sqrt(3 * shape[0] / math.prod(shape))
    return torch.empty(shape).uniform_(-bound, bound)

def read_safetensors(path):
    data = open(path, "rb").read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    for name, entry in json.loads(data[8:start]).items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(data[start + begin:start + end]), dtype=torch.float32)
        yield name, values.view(entry["shape"])

tensors = collections.OrderedDict(read_safetensors(buffers))
for row in open(parameter_list):
    name, shape, type, role = row.split()
    if role == "parameter":
        tensors[name] = filled(name, [] if shape == "scalar" else [int(side) for side in shape.split(",")])

class Holder(torch.nn.Module):
    def forward(self, x):
        return x

root, tower = Holder(), "clip_image_encoder.model."
if len(sys.argv) > 5:
    for name in [name for name in tensors if name.startswith(tower)]:
        module, parts = root, name[len(tower):].split(".")
        for part in parts[:-1]:
            if part not in module._modules:
                module.add_module(part, Holder())
            module = module._modules[part]
        module.register_parameter(parts[-1], torch.nn.Parameter(tensors.pop(name).half()))
    torch.jit.save(torch.jit.script(root), sys.argv[5])

if kind == "zero123":
    added = ("spatial_volume.", "time_embed.", "model.diffusion_model.middle_conditions.",
             "model.diffusion_model.output_conditions.", "poses", "Ks", "azimuth")
    tensors = collections.OrderedDict((name.replace("clip_image_encoder.", "cond_stage_model."), tensor)
                                      for name, tensor in tensors.items() if not name.startswith(added))
torch.save({"epoch": 7, "global_step": 80000, "pytorch-lightning_version": "1.9.0", "state_dict": tensors,
            "callbacks": {"ModelCheckpoint": {"best_model_path": "", "monitor": None}},
            "optimizer_states": [{"state": {0: {"step": 3, "exp_avg": torch.ones(4)}}, "param_groups": [{"lr": 1e-4}]}],
            "lr_schedulers": [], "hyper_parameters": {"image_size": 256}}, checkpoint)
)PYTHON";

constexpr const char* kTower = "clip_image_encoder.model.visual.";
constexpr std::uint64_t kFullSizeBytes = 14'000'000'000;  // of memory and of disk

std::string python_with_torch() {
  const char* const chosen = std::getenv("SYNCDREAMER_PYTHON");
  for (const std::string python : {chosen == nullptr ? "/usr/bin/python3" : chosen, "python3"}) {
    if (run_shell(python + " -c 'import torch'").exit_code == kDone) return python;
  }
  return "";
}

class ReleasedCheckpoint : public testing::Test {
 protected:
  void SetUp() override {
    python_ = python_with_torch();
    if (python_.empty()) GTEST_SKIP() << "SKIPPED: no Python that can import torch (apt-get install python3-torch)";
    write_file(folder_ / "script.py", kScript);
    Image picture(32, 32, 4, 0);
    for (int y = 8; y < 20; ++y) {
      for (int x = 10; x < 22; ++x) picture.at(x, y, 0) = picture.at(x, y, 3) = 200;
    }
    write_png(folder_ / "cup.png", picture);
  }

  /// Saves the tensors of a model as PyTorch does.
  void save(const std::string& kind, const std::filesystem::path& list, const MultiviewDiffusion& model,
            const std::vector<std::string>& clip = {}) const {
    StateDict buffers;
    for (const auto& item : model.named_buffers()) buffers.add(item.key(), item.value());
    save_state_dict(folder_ / "buffers.safetensors", buffers);
    std::string command = python_;
    for (const std::string& word : {(folder_ / "script.py").string(), kind, list.string(),
                                    (folder_ / "buffers.safetensors").string(), checkpoint_.string()}) {
      command += " '" + word + "'";
    }
    for (const std::string& word : clip) command += " '" + word + "'";
    const ProgramResult result = run_shell(command);
    ASSERT_EQ(result.exit_code, kDone) << result.output;
  }

  void save_small(const std::string& kind, const std::vector<std::string>& clip = {}) const {
    const MultiviewDiffusion model(smallest_released_model_options());
    std::string rows;
    for (const auto& item : model.named_parameters()) {
      rows += item.key() + "\t";
      for (const std::int64_t side : item.value().sizes())
        rows.append(rows.back() == '\t' ? "" : ",").append(std::to_string(side));
      rows += "\tfloat32\tparameter\n";
    }
    write_file(folder_ / "list.tsv", rows);
    save(kind, folder_ / "list.tsv", model, clip);
  }

  /// The pictures that a model file gives in two steps.
  std::string views_of(const std::filesystem::path& model, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{"generate", folder_ / "cup.png", "-o", folder_ / "out", "--model",
                                 model,      "--steps",           "2",  "--threads",     "1"};
    all.insert(all.end(), more.begin(), more.end());
    const ProgramResult result = run_program(all);
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    return result.exit_code == kDone ? read_file(folder_ / "out" / "views.png") : "";
  }

  /// The same tensors in a file of our own that says what it is.
  std::filesystem::path described(const StateDict& state, MultiviewDiffusionOptions options) const {
    StateDict copy;
    for (const auto& [name, tensor] : state) copy.add(name, tensor);
    copy.metadata["syncdreamer.model"] = options_to_json(options).dump();
    save_state_dict(folder_ / "described.safetensors", copy);
    return folder_ / "described.safetensors";
  }

  TemporaryFolder folder_;
  const std::filesystem::path checkpoint_ = folder_ / "syncdreamer-pretrain.ckpt";
  std::string python_;
};

TEST_F(ReleasedCheckpoint, a_lightning_checkpoint_generates_what_its_tensors_say) {
  save_small("syncdreamer");
  const std::string views = views_of(checkpoint_);
  EXPECT_EQ(views, views_of(described(load_state_dict(checkpoint_), smallest_released_model_options())));
}

TEST_F(ReleasedCheckpoint, the_image_tower_may_come_from_the_script_archive_of_clip) {
  const std::string clip = folder_ / "ViT-L-14.pt";
  save_small("syncdreamer", {clip});
  const ProgramResult result =
      run_program({"generate", folder_ / "cup.png", "-o", folder_ / "out", "--model", checkpoint_});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("--clip"), HasSubstr(checkpoint_.string())));
  StateDict all;
  for (const auto& [name, tensor] : load_state_dict(checkpoint_)) all.add(name, tensor);
  for (const auto& [name, tensor] : load_state_dict(clip)) {
    EXPECT_EQ(tensor.scalar_type(), at::kHalf);
    all.add("clip_image_encoder.model." + name, tensor.to(at::kFloat));
  }
  EXPECT_TRUE(all.contains(std::string(kTower) + "proj"));
  EXPECT_EQ(views_of(checkpoint_, {"--clip", clip}), views_of(described(all, smallest_released_model_options())));
}

TEST_F(ReleasedCheckpoint, zero123_generates_every_view_on_its_own) {
  save_small("zero123");
  const std::vector<std::string> few{"--views", "4"};
  const std::string views = views_of(checkpoint_, few);
  MultiviewDiffusionOptions options = smallest_released_model_options();
  options.image_size = 256;  // which only a SyncDreamer's cameras tell
  options.synchronized = false;
  options.spatial_volume = {};
  options.unet.volume_dims = options.spatial_volume.volume_dims;
  StateDict state;
  for (const auto& [name, tensor] : load_state_dict(checkpoint_)) {
    const std::string theirs = "cond_stage_model.";
    state.add(name.starts_with(theirs) ? "clip_image_encoder." + name.substr(theirs.size()) : name, tensor);
  }
  EXPECT_EQ(views, views_of(described(state, options), few));
}

TEST_F(ReleasedCheckpoint, a_stand_in_of_full_size_generates_in_two_steps_slow) {
  const auto list = reference_file("syncdreamer-parameters.tsv");
  if (available_memory() < kFullSizeBytes) GTEST_SKIP() << "SKIPPED: needs 14 GB of memory";
  if (std::filesystem::space(folder_.path()).available < kFullSizeBytes) GTEST_SKIP() << "SKIPPED: needs 14 GB of disk";
  ASSERT_TRUE(std::filesystem::exists(list));
  save("syncdreamer", list, MultiviewDiffusion({}));
  EXPECT_GT(std::filesystem::file_size(checkpoint_), 5'500'000'000U);
  const ProgramResult result =
      run_program({"generate", folder_ / "cup.png", "-o", folder_ / "out", "--model", checkpoint_, "--steps", "2",
                   "--guidance", "1", "--views-per-batch", "4", "--decoded-per-batch", "1"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  std::fprintf(stderr, "%s", result.output.c_str());
  EXPECT_THAT(result.output, AllOf(HasSubstr("GB of memory (weights 5."), HasSubstr("will take about")));
  EXPECT_EQ(read_image(folder_ / "out" / "views.png").width, 16 * 256);
  EXPECT_EQ(nlohmann::json::parse(read_file(folder_ / "out" / "run.json"))["options"]["sampling"]["steps"], 2);

  const auto half = folder_ / "half.safetensors";
  const ProgramResult converted = run_program({"convert", checkpoint_, "-o", half, "--type", "float16"});
  ASSERT_EQ(converted.exit_code, kDone) << converted.output;
  EXPECT_THAT(converted.output, AllOf(HasSubstr("left out: optimizer_states"), HasSubstr("GB (")));
  EXPECT_LT(std::filesystem::file_size(half), 2'800'000'000U);
}

}  // namespace
}  // namespace syncdreamer
