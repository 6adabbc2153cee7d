#include "train/initialization.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "checkpoint/module_loading.h"
#include "model/checkpoint_names.h"
#include "nn/layers.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/zero123_file.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Initialization : public testing::Test {
 protected:
  void SetUp() override { initialize(model_, 1); }

  std::string refusal(const std::string& name) {
    return refusal_of([&] { initialize_from_files(model_, {(folder_ / name).string()}); });
  }

  TemporaryFolder folder_;
  MultiviewDiffusion model_{smallest_zero123_options()};
};

TEST_F(Initialization, files_of_this_program_are_taken_over_one_after_the_other) {
  StateDict first, second;
  first.add("cc_projection.bias", at::full_like(model_.cc_projection->bias, 1));
  first.add("cc_projection.weight", at::full_like(model_.cc_projection->weight, 2));
  second.add("cc_projection.bias", at::full_like(model_.cc_projection->bias, 3));
  const at::Tensor betas = state_dict_of(model_).at("betas").clone();
  second.add("betas", 2 * betas);  // a table, of another schedule
  save_state_dict(folder_ / "first.safetensors", first);
  save_state_dict(folder_ / "second.safetensors", second);
  const auto names = initialize_from_files(
      model_, {(folder_ / "first.safetensors").string(), (folder_ / "second.safetensors").string()});
  EXPECT_THAT(parts_of(names), ElementsAre("cc_projection"));
  EXPECT_TRUE(model_.cc_projection->bias.eq(3).all().item<bool>());
  EXPECT_TRUE(model_.cc_projection->weight.eq(2).all().item<bool>());
  EXPECT_TRUE(model_.schedule().betas.equal(betas)) << "the schedule is that of the options";
}

TEST_F(Initialization, a_checkpoint_of_a_training_is_refused_with_what_to_take) {
  StateDict checkpoint;
  checkpoint.add("weight.cc_projection.bias", at::ones({3}));
  checkpoint.metadata[kTrainingMetadata] = "{}";
  save_state_dict(folder_ / "checkpoint.safetensors", checkpoint);
  EXPECT_THAT(refusal("checkpoint.safetensors"), HasSubstr("expected the model.safetensors beside it"));
}

TEST_F(Initialization, tensors_that_do_not_fit_are_refused_by_name) {
  StateDict unknown, misshapen;
  unknown.add("cc_projection.wait", at::ones({1}));
  misshapen.add("cc_projection.bias", at::ones({3}));
  save_state_dict(folder_ / "unknown.safetensors", unknown);
  save_state_dict(folder_ / "misshapen.safetensors", misshapen);
  EXPECT_THAT(refusal("unknown.safetensors"), AllOf(HasSubstr("unknown.safetensors"), HasSubstr("projection.wait")));
  EXPECT_THAT(refusal("misshapen.safetensors"), AllOf(HasSubstr("cc_projection.bias"), HasSubstr("[3]")));
}

TEST_F(Initialization, of_the_authors_checkpoint_what_is_no_part_of_the_model_is_left_out) {
  StateDict file;
  file.add("cc_projection.bias", at::full_like(model_.cc_projection->bias, 3));
  file.add("model_ema.decay", at::ones({}));
  file.add("logvar", at::ones({1000}));
  file.add("clip_image_encoder.model.positional_embedding", at::ones({77, 8}));
  file.add("clip_image_encoder.model.logit_scale", at::ones({}));
  save_state_dict(folder_ / "syncdreamer.safetensors", file);
  const std::set<std::string> names = initialize_from_files(model_, {(folder_ / "syncdreamer.safetensors").string()});
  EXPECT_THAT(names, ElementsAre("cc_projection.bias"));
  EXPECT_TRUE(model_.cc_projection->bias.eq(3).all().item<bool>());
  file.metadata[kModelMetadata] = "{}";
  save_state_dict(folder_ / "ours.safetensors", file);
  EXPECT_THAT(refusal("ours.safetensors"), HasSubstr("unexpected")) << "a file of this program holds nothing besides";
  StateDict foreign;
  foreign.add("layers.0.weight", at::ones({2}));
  save_state_dict(folder_ / "foreign.safetensors", foreign);
  EXPECT_THAT(refusal("foreign.safetensors"), HasSubstr("holds nothing of the model, but layers.0.weight"));
}

TEST_F(Initialization, a_frozen_part_that_no_file_holds_in_whole_is_refused) {
  const auto refusal_with = [&](const std::set<std::string>& names) {
    return refusal_of([&] {
      check_frozen_parts(model_, names, {"cc_projection", "first_stage_model"}, {"cc_projection", "model"});
    });
  };
  EXPECT_THAT(refusal_with({"cc_projection.bias"}),
              HasSubstr("initialize_from: no file holds cc_projection.weight, expected one that does"));
  EXPECT_EQ(refusal_with({"cc_projection.bias", "cc_projection.weight"}), "no error")
      << "nothing is written of the part that is random beside it";
}

class Zero123Initialization : public Initialization {
 protected:
  void SetUp() override {
    python_ = python_with_torch();
    if (python_.empty()) GTEST_SKIP() << "SKIPPED: no Python that can import torch (apt-get install python3-torch)";
    Initialization::SetUp();
  }

  std::string python_;
};

TEST_F(Zero123Initialization, a_tensor_that_is_stored_as_it_cannot_be_read_is_told) {
  const std::string script =
      "import torch; torch.save({'betas': torch.zeros(2), 'cc_projection.bias': torch.zeros(1).expand(" +
      std::to_string(model_.cc_projection->bias.numel()) + ")}, '" + (folder_ / "expanded.ckpt").string() + "')";
  ASSERT_EQ(std::system((python_ + " -c \"" + script + "\"").c_str()), 0);
  EXPECT_THAT(refusal("expanded.ckpt"), AllOf(HasSubstr("expanded.ckpt: cc_projection.bias: tensor of shape"),
                                              HasSubstr("that repeats its numbers: cannot be read")));
}

TEST_F(Zero123Initialization, gives_the_backbone_and_leaves_what_synchronizes) {
  ASSERT_TRUE(save_zero123(python_, folder_.path(), "zero123.ckpt", model_));
  const StateDict before = [&] {
    StateDict copy;
    for (const NamedTensor& entry : state_dict_of(model_)) copy.add(entry.name, entry.tensor.detach().clone());
    return copy;
  }();
  const auto names = initialize_from_files(model_, {(folder_ / "zero123.ckpt").string()});
  EXPECT_THAT(parts_of(names), ElementsAre("cc_projection", "clip_image_encoder", "first_stage_model", "model"));
  const StateDict file = load_state_dict(folder_ / "zero123.ckpt");
  for (const auto& item : model_.named_parameters()) {
    const bool added = item.key().starts_with("spatial_volume.") || item.key().starts_with("time_embed.") ||
                       item.key().find("_conditions.") != std::string::npos;
    std::string name = item.key();
    if (name.starts_with("clip_image_encoder.")) name = "cond_stage_model" + name.substr(name.find('.'));
    EXPECT_TRUE(item.value().equal(added ? before.at(item.key()) : file.at(name))) << item.key();
  }
}

TEST_F(Zero123Initialization, a_checkpoint_that_lacks_a_tensor_is_refused_by_name) {
  const std::string name = "model.diffusion_model.input_blocks.0.0.weight";
  ASSERT_TRUE(save_zero123(python_, folder_.path(), "part.ckpt", model_, name));
  EXPECT_THAT(refusal("part.ckpt"), AllOf(HasSubstr("part.ckpt"), HasSubstr(name)));
}

}  // namespace
}  // namespace syncdreamer
