#include "pipeline/model_recognition.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "checkpoint/mapped_weights.h"
#include "core/error.h"
#include "model/checkpoint_names.h"
#include "pipeline/model_file.h"
#include "tests/model/small_model.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTower = "clip_image_encoder.model.visual.";

/// The tensors of a model with some left out or under other names; an empty new name leaves a tensor out.
StateDict renamed(const StateDict& state, const std::function<std::string(const std::string&)>& new_name) {
  StateDict result;
  for (const auto& [name, tensor] : state) {
    const std::string chosen = new_name(name);
    if (!chosen.empty()) result.add(chosen, tensor);
  }
  return result;
}

StateDict as_zero123(const StateDict& state) {
  return renamed(state, [](const std::string& name) -> std::string {
    if (is_synchronizing(name) || name == "Ks" || name == "poses" || name == "azimuth") return "";
    const std::string tower = kTower;
    return name.starts_with(tower) ? "cond_stage_model.model.visual." + name.substr(tower.size()) : name;
  });
}

StateDict without_tower(const StateDict& state) {
  return renamed(state, [](const std::string& name) { return name.starts_with(kTower) ? "" : name; });
}

/// What OpenAI's file holds: the tower without prefix in half precision, and the text tower.
StateDict clip_file(const StateDict& state) {
  StateDict clip;
  const std::string tower = kTower;
  for (const auto& [name, tensor] : state) {
    if (name.starts_with(tower)) clip.add("visual." + name.substr(tower.size()), tensor.to(at::kHalf));
  }
  clip.add("token_embedding.weight", at::zeros({3, 4}, at::kHalf));
  return clip;
}

class ModelRecognition : public testing::Test {
 protected:
  ModelRecognition() : model_(smallest_released_model_options()) {
    fill_with_noise(model_, 1);
    state_ = state_dict_of(model_);
  }

  TemporaryFolder folder_;
  MultiviewDiffusion model_;
  StateDict state_;
};

TEST_F(ModelRecognition, the_released_model_is_recognized_by_names_and_shapes) {
  const MultiviewDiffusionOptions released;
  EXPECT_EQ(options_to_json(recognize_model(state_dict_of(MultiviewDiffusion(released)))), options_to_json(released));
}

TEST_F(ModelRecognition, a_narrower_model_is_recognized) {
  EXPECT_EQ(options_to_json(recognize_model(state_)), options_to_json(model_.options()));
}

TEST_F(ModelRecognition, a_model_without_volumes_is_one_of_single_views) {
  const MultiviewDiffusionOptions options = recognize_model(with_model_names(as_zero123(state_), {}));
  EXPECT_FALSE(options.synchronized);
  EXPECT_EQ(options.image_size, 256) << "nothing says otherwise";
  EXPECT_EQ(options_to_json(options.autoencoder), options_to_json(model_.options().autoencoder));
  EXPECT_EQ(options_to_json(options.clip), options_to_json(model_.options().clip));
}

TEST_F(ModelRecognition, the_image_tower_comes_from_the_file_of_clip_where_it_is_missing) {
  const std::string weight = std::string(kTower) + "conv1.weight";
  const StateDict named = with_model_names(without_tower(state_), clip_file(state_));
  EXPECT_TRUE(named.at(weight).equal(state_.at(weight).to(at::kHalf)));
  EXPECT_FALSE(named.contains("token_embedding.weight"));
  EXPECT_THAT(refusal_of([&] { with_model_names(state_, clip_file(state_)); }),
              HasSubstr("has an image tower of its own"));
}

TEST_F(ModelRecognition, without_an_image_tower_the_flag_is_named) {
  EXPECT_THAT(refusal_of([&] { with_model_names(without_tower(state_), {}); }), HasSubstr("--clip"));
  StateDict other;
  other.add("weight", at::zeros({3}));
  EXPECT_THAT(refusal_of([&] { with_model_names(without_tower(state_), other); }), HasSubstr("visual."));
}

TEST_F(ModelRecognition, other_networks_are_refused) {
  StateDict other;
  other.add("conv1.weight", at::zeros({3, 3}));
  EXPECT_THAT(refusal_of([&] { with_model_names(other, {}); }), HasSubstr("no model that this program knows"));
  EXPECT_THAT(refusal_of([&] { recognize_model(other); }), HasSubstr("no model that this program knows"));
  const StateDict headless =
      renamed(state_, [](const std::string& name) { return name == "model.diffusion_model.out.2.weight" ? "" : name; });
  EXPECT_THAT(refusal_of([&] { recognize_model(headless); }), HasSubstr("model.diffusion_model.out.2.weight"));
}

TEST_F(ModelRecognition, more_levels_than_numbers_can_count_are_refused) {
  StateDict deep = renamed(state_, [](const std::string& name) { return name; });
  for (int i = 1; i <= 70; ++i) {
    const std::string name = "model.diffusion_model.input_blocks." + std::to_string(i) + ".0.op.weight";
    if (!deep.contains(name)) deep.add(name, at::zeros({1}));
  }
  EXPECT_THAT(refusal_of([&] { recognize_model(deep); }), HasSubstr("more levels than a UNet has"));
}

TEST_F(ModelRecognition, files_of_every_kind_are_loaded) {
  const std::string weight = "model.diffusion_model.out.2.weight";
  const auto path = folder_ / "released.safetensors", bare = folder_ / "bare.safetensors",
             clip = folder_ / "clip.safetensors", zero123 = folder_ / "zero123.safetensors";
  save_state_dict(path, state_);
  save_state_dict(bare, without_tower(state_));
  save_state_dict(clip, clip_file(state_));
  save_state_dict(zero123, as_zero123(state_));
  EXPECT_TRUE(load_model(path)->model->diffusion_model->named_parameters()["out.2.weight"].equal(state_.at(weight)));
  EXPECT_THROW(load_model(bare), InputError);
  const auto joined = load_model(bare, clip);
  const std::string proj = std::string(kTower) + "proj";
  EXPECT_TRUE(joined->named_parameters()[proj].equal(state_.at(proj).to(at::kHalf).to(at::kFloat)));
  const auto single = load_model(zero123);
  EXPECT_FALSE(single->options().synchronized);
  EXPECT_TRUE(single->named_parameters()[weight].equal(state_.at(weight)));
  std::uint64_t used = 0;
  for (const auto& entry : state_) used += is_synchronizing(entry.name) ? 0 : entry.tensor.nbytes();
  EXPECT_EQ(weight_bytes(*single).total(), used) << "what single views do not need takes no memory";
  const StateDict incomplete = renamed(state_, [](const std::string& name) {
    return name == "spatial_volume.target_encoder.init_conv.bias" ? "" : name;
  });
  save_state_dict(path, incomplete);
  EXPECT_THAT(refusal_of([&] { load_model(path); }), HasSubstr("spatial_volume.target_encoder.init_conv.bias"));
}

TEST_F(ModelRecognition, of_a_published_model_what_generation_needs_describes_itself) {
  StateDict published;
  published.metadata = {{"license", "MIT"}};
  published.add("model_ema.decay", at::ones({}));
  for (const auto& [name, tensor] : state_) published.add(name, tensor.to(at::kHalf));
  published.add("cond_stage_model.model.text_projection", at::zeros({2, 2}));
  published.add("cond_stage_model.model.ln_final.bias", at::zeros({2}));
  EXPECT_TRUE(is_published_model(published));
  const StateDict weights = generation_weights(published);
  EXPECT_FALSE(is_published_model(weights));
  EXPECT_EQ(weights.size(), state_.size());
  EXPECT_EQ(weights.metadata.at("license"), "MIT");
  EXPECT_EQ(weights.at("cc_projection.weight").scalar_type(), at::kHalf);
  EXPECT_THAT(weights.skipped, testing::ElementsAre("cond_stage_model: 2 tensors", "model_ema: 1 tensor"));
  const auto path = folder_ / "converted.safetensors";
  save_state_dict(path, weights);
  const auto model = load_model(path);
  EXPECT_EQ(options_to_json(model->options()), options_to_json(recognize_model(state_)));
  EXPECT_TRUE(model->named_parameters()["time_embed.0.weight"].equal(
      state_.at("time_embed.0.weight").to(at::kHalf).to(at::kFloat)));
}

TEST_F(ModelRecognition, a_converted_zero123_has_one_image_tower_and_stays_one_of_single_views) {
  const StateDict weights = generation_weights(as_zero123(state_));
  EXPECT_TRUE(weights.contains(std::string(kTower) + "proj"));
  EXPECT_EQ(weights.size(), as_zero123(state_).size());
  const auto path = folder_ / "converted.safetensors";
  save_state_dict(path, weights);
  EXPECT_FALSE(load_model(path)->options().synchronized);
}

TEST_F(ModelRecognition, a_published_model_that_is_not_finite_is_not_converted) {
  StateDict broken;
  for (const auto& [name, tensor] : state_)
    broken.add(name, name == "time_embed.0.bias" ? at::full_like(tensor, std::nan("")) : tensor);
  EXPECT_THAT(refusal_of([&] { generation_weights(broken); }), HasSubstr("time_embed.0.bias"));
}

TEST_F(ModelRecognition, a_file_with_two_image_towers_is_refused_by_name) {
  StateDict twice = as_zero123(state_);
  twice.path = "two.ckpt";
  twice.add(std::string(kTower) + "proj", at::zeros({2, 2}));
  EXPECT_THAT(refusal_of([&] { generation_weights(twice); }), HasSubstr("two.ckpt: holds two tensors"));
}

TEST_F(ModelRecognition, a_converted_model_holds_the_image_tower_of_the_file_of_clip) {
  const StateDict weights = generation_weights(without_tower(state_), clip_file(state_));
  EXPECT_EQ(weights.size(), state_.size());
  EXPECT_THROW(generation_weights(without_tower(state_)), InputError);
}

}  // namespace
}  // namespace syncdreamer
