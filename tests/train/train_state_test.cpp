#include "train/train_state.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <vector>

#include "checkpoint/module_loading.h"
#include "checkpoint/tensor_entry.h"
#include "core/error.h"
#include "core/files.h"
#include "core/options.h"
#include "nn/layers.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// One layer in training.
struct Sitting {
  explicit Sitting(std::uint64_t seed) { initialize(layer, seed); }

  void step() {
    optimizer.zero_grad();
    layer.forward(at::ones({1, 3})).square().sum().backward();
    optimizer.step(0.1);
    average.update(num_steps++);
  }
  at::Tensor averaged_weight() {
    average.swap();
    const at::Tensor weight = layer.weight.detach().clone();
    average.swap();
    return weight;
  }

  Linear layer{3, 2};
  Optimizer optimizer{{parameter_group(layer, "layer.")}, {}};
  MovingAverage average{optimizer.groups(), 0.9};
  TrainState state{optimizer, average};
  std::int64_t num_steps = 0;
};

class TrainStateFile : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 3; ++i) saved_.step();
    save_checkpoint(file_, options_, 3, saved_.state);
  }

  std::string refusal(const TrainOptions& options) const {
    Sitting sitting(2);
    return refusal_of([&] { load_checkpoint(file_, options, sitting.state); });
  }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "checkpoint.safetensors";
  const TrainOptions options_ = tiny_train_options("geometry");
  Sitting saved_{1};
};

TEST_F(TrainStateFile, a_file_that_is_not_there_is_a_fresh_start) {
  Sitting sitting(2);
  const at::Tensor weight = sitting.layer.weight.detach().clone();
  EXPECT_FALSE(load_checkpoint(folder_ / "none.safetensors", options_, sitting.state).has_value());
  EXPECT_TRUE(sitting.layer.weight.equal(weight));
}

TEST_F(TrainStateFile, weights_moments_and_averages_come_back_to_the_last_bit) {
  Sitting resumed(2);
  ASSERT_FALSE(resumed.layer.weight.equal(saved_.layer.weight));
  EXPECT_EQ(load_checkpoint(file_, options_, resumed.state), 3);
  resumed.num_steps = 3;
  EXPECT_TRUE(resumed.layer.weight.equal(saved_.layer.weight));
  EXPECT_TRUE(resumed.averaged_weight().equal(saved_.averaged_weight()));
  saved_.step();
  resumed.step();  // moments and the number of steps decide where it goes
  EXPECT_TRUE(resumed.layer.weight.equal(saved_.layer.weight));
  EXPECT_TRUE(resumed.layer.bias.equal(saved_.layer.bias));
  EXPECT_TRUE(resumed.averaged_weight().equal(saved_.averaged_weight()));
}

TEST_F(TrainStateFile, options_that_change_the_numbers_are_refused_by_name) {
  const std::vector<std::pair<const char*, std::function<void(TrainOptions&)>>> changes{
      {"/batch_size", [](TrainOptions& options) { options.batch_size = 3; }},
      {"/noise_draws", [](TrainOptions& options) { options.noise_draws = 2; }},
      {"/learning_rate_scales/volumes", [](TrainOptions& options) { options.learning_rate_scales.volumes = 9; }},
      {"/seed", [](TrainOptions& options) { options.seed = 9; }},
      {"/learning_rate/peak", [](TrainOptions& options) { options.learning_rate.peak = 7; }},
      {"/model/unet/model_channels", [](TrainOptions& options) { options.model.unet.model_channels = 32; }},
  };
  for (const auto& [name, change] : changes) {
    TrainOptions other = options_;
    change(other);
    EXPECT_THAT(refusal(other), AllOf(HasSubstr(name), HasSubstr(file_.string()))) << name;
  }
}

TEST_F(TrainStateFile, a_changed_option_is_told_with_both_values) {
  TrainOptions other = options_;
  other.noise_draws = options_.noise_draws + 4;
  EXPECT_THAT(refusal(other), HasSubstr("(/noise_draws: " + std::to_string(options_.noise_draws) + " there, " +
                                        std::to_string(other.noise_draws) + " now)"));
  other = options_;
  other.model.unet.channel_mult.push_back(2);
  const auto list = [](const auto& values) { return nlohmann::json(values).dump(); };
  EXPECT_THAT(refusal(other), HasSubstr("(/model/unet/channel_mult: " + list(options_.model.unet.channel_mult) +
                                        " there, " + list(other.model.unet.channel_mult) + " now)"));
}

TEST_F(TrainStateFile, options_that_do_not_change_the_numbers_may_differ) {
  TrainOptions other = options_;
  other.num_steps = 99;
  other.output = "elsewhere";
  other.data = {"moved"};
  other.initialize_from = {"gone.safetensors"};
  other.threads = 2;
  other.accumulate_steps = 4;
  other.log_steps = other.validate_steps = 3;
  other.checkpoint_minutes = 1;
  other.data_memory_gb = 1;
  other.device = "cpu";
  other.activation_checkpointing = !options_.activation_checkpointing;
  EXPECT_EQ(refusal(other), "no error");
}

TEST_F(TrainStateFile, other_frozen_weights_are_refused) {
  Sitting sitting(2);
  TrainState other{sitting.optimizer, sitting.average, 7};
  EXPECT_THAT([&] { load_checkpoint(file_, options_, other); },
              ::testing::ThrowsMessage<InputError>(AllOf(HasSubstr(file_.string()), HasSubstr("frozen weights"))));
}

TEST_F(TrainStateFile, other_objects_are_refused) {
  Sitting sitting(2);
  sitting.state.objects = 7;
  EXPECT_THAT(refusal_of([&] { load_checkpoint(file_, options_, sitting.state); }), HasSubstr("other objects"));
}

TEST_F(TrainStateFile, other_objects_to_validate_on_are_refused) {
  Sitting sitting(2);
  sitting.state.held_out = 7;
  EXPECT_THAT(refusal_of([&] { load_checkpoint(file_, options_, sitting.state); }),
              HasSubstr("other held-out objects"));
}

TEST_F(TrainStateFile, fewer_steps_than_are_done_are_refused) {
  TrainOptions shorter = options_;
  shorter.num_steps = 2;
  EXPECT_THAT(refusal(shorter), HasSubstr("num_steps: found 2, expected 3 or more: so many are done in"));
  shorter.num_steps = 3;
  EXPECT_EQ(refusal(shorter), "no error");
}

TEST_F(TrainStateFile, another_number_of_batches_a_step_is_refused) {
  Sitting sitting(2);
  sitting.state.batches_per_step = 4;
  EXPECT_THAT(refusal_of([&] { load_checkpoint(file_, options_, sitting.state); }),
              HasSubstr("was trained with 1 batches a step, found 4"));
}

TEST(Fingerprint, of_options_differs_where_processes_would_not_train_or_stop_together) {
  const TrainOptions options = tiny_train_options("geometry");
  TrainOptions other = options;
  other.log_steps = options.log_steps + 1;
  EXPECT_EQ(fingerprint(other), fingerprint(options));
  other.validate_steps = options.validate_steps + 1;
  EXPECT_NE(fingerprint(other), fingerprint(options));
}

TEST(FrozenWeights, are_those_of_the_parts_that_do_not_learn) {
  const Linear layer(3, 2);
  const std::vector<ParameterGroup> learning{{1, {{"bias", layer.bias}}}};
  const std::vector<NamedTensor> frozen = frozen_tensors(layer, {"weight", "bias"}, learning);
  ASSERT_EQ(frozen.size(), 1U);
  EXPECT_EQ(frozen[0].name, "weight");
  EXPECT_TRUE(frozen_tensors(layer, {"bias"}, learning).empty());
}

TEST(FrozenWeights, have_a_fingerprint_that_changes_with_each_of_them_and_not_with_what_learns) {
  Linear layer(3, 2);
  initialize(layer, 1);
  const std::vector<ParameterGroup> learning{{1, {{"bias", layer.bias}}}};
  const auto fingerprint = [&] { return fingerprint_of_frozen(layer, {"weight", "bias"}, learning); };
  const std::uint64_t before = fingerprint();
  const at::NoGradGuard no_grad;
  layer.bias.fill_(3);
  EXPECT_EQ(fingerprint(), before);
  layer.weight[1][2] += 1e-6;
  EXPECT_NE(fingerprint(), before);
  EXPECT_NE(before, fingerprint_of_frozen(layer, {}, learning));
}

TEST_F(TrainStateFile, a_link_that_leads_nowhere_is_no_fresh_start) {
  const std::filesystem::path link = folder_ / "link.safetensors";
  std::filesystem::create_symlink("nowhere", link);
  Sitting sitting(2);
  EXPECT_THROW(load_checkpoint(link, options_, sitting.state), InputError);
}

TEST_F(TrainStateFile, a_broken_file_is_refused_by_name_and_changes_nothing) {
  const std::string whole = read_file(file_);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    write_file(file_, std::string_view(whole).substr(0, size));
    Sitting sitting(2);
    const at::Tensor weight = sitting.layer.weight.detach().clone();
    EXPECT_THAT(refusal_of([&] { load_checkpoint(file_, options_, sitting.state); }), HasSubstr(file_.string()))
        << size << " of " << whole.size() << " bytes";
    EXPECT_TRUE(sitting.layer.weight.equal(weight));
  }
}

TEST_F(TrainStateFile, a_file_without_step_and_options_is_refused) {
  save_model(file_, saved_.layer, {}, {"weight", "bias"});
  EXPECT_THAT(refusal(options_), AllOf(HasSubstr(file_.string()), HasSubstr("no checkpoint of a training")));
}

TEST_F(TrainStateFile, step_and_options_that_cannot_be_read_are_refused) {
  for (const auto& [key, value] : {std::pair{"syncdreamer.step", "{ three"},
                                   {"syncdreamer.step", "18446744073709551614"},  // -2 in 64 bits
                                   {"syncdreamer.train", "{ three"}}) {
    save_checkpoint(file_, options_, 3, saved_.state);
    StateDict broken = load_state_dict(file_);
    broken.metadata[key] = value;
    save_state_dict(folder_ / "broken.safetensors", broken);
    std::filesystem::rename(folder_ / "broken.safetensors", file_);
    EXPECT_THAT(refusal(options_), AllOf(HasSubstr(file_.string()), HasSubstr("cannot be read"))) << value;
  }
}

TEST_F(TrainStateFile, a_model_has_the_wanted_parts_and_its_options) {
  MultiviewDiffusion model(smallest_model_options());
  initialize(model, 1);
  save_model(folder_ / "part.safetensors", model, model.options(), {"cc_projection", "lifted_volume"});
  const StateDict part = load_state_dict(folder_ / "part.safetensors");
  EXPECT_TRUE(part.at("cc_projection.weight").equal(model.cc_projection->weight));
  EXPECT_TRUE(part.contains("lifted_volume.out.weight"));
  for (const NamedTensor& entry : part) {
    EXPECT_TRUE(entry.name.starts_with("cc_projection.") || entry.name.starts_with("lifted_volume.")) << entry.name;
  }
  const auto options_of = [](const StateDict& file) {
    return nlohmann::json::parse(file.metadata.at("syncdreamer.model"));
  };
  MultiviewDiffusionOptions without_elevations = model.options();
  without_elevations.elevation_net.enabled = false;
  EXPECT_EQ(options_of(part), options_to_json(without_elevations)) << "a model is complete without that network";
  std::set<std::string> parts;
  for (const NamedTensor& entry : state_dict_of(model)) parts.insert(part_of(entry.name));
  save_model(folder_ / "whole.safetensors", model, model.options(), parts);
  const StateDict whole = load_state_dict(folder_ / "whole.safetensors");
  EXPECT_EQ(whole.size(), model.named_parameters().size() + model.named_buffers().size());
  EXPECT_EQ(options_of(whole), options_to_json(model.options()));
}

}  // namespace
}  // namespace syncdreamer
