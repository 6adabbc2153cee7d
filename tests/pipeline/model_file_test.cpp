#include "pipeline/model_file.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <stdlib.h>

#include <limits>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "tests/model/small_model.h"
#include "tests/support/current_folder.h"
#include "tests/support/model_file.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ModelFile : public testing::Test {
 protected:
  ModelFile() : model_(smallest_model_options()) { fill_with_noise(model_, 1); }

  /// The model's tensors without `name`.
  StateDict state_without(const std::string& name) const {
    StateDict rest;
    const StateDict whole = model_state(model_);
    rest.metadata = whole.metadata;
    for (const NamedTensor& entry : whole) {
      if (entry.name != name) rest.add(entry.name, entry.tensor);
    }
    return rest;
  }

  /// What is said of a file that holds `state`.
  std::string refusal(const StateDict& state) const {
    save_state_dict(file_, state);
    return refusal_of([&] { load_model(file_); });
  }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "model.safetensors";
  MultiviewDiffusion model_;
};

TEST_F(ModelFile, options_and_tensors_come_back) {
  save_state_dict(file_, model_state(model_));
  const auto loaded = load_model(file_);
  EXPECT_EQ(options_to_json(loaded->options()), options_to_json(smallest_model_options()));
  EXPECT_FALSE(loaded->is_training());
  const StateDict expected = state_dict_of(model_), found = state_dict_of(*loaded);
  ASSERT_EQ(found.size(), expected.size());
  for (const NamedTensor& entry : expected) EXPECT_TRUE(found.at(entry.name).equal(entry.tensor)) << entry.name;
}

TEST_F(ModelFile, buffers_need_not_be_there) {
  EXPECT_EQ(refusal(state_without("alphas_cumprod")), "no error");
  EXPECT_TRUE(load_model(file_)->schedule().alphas_cumprod.equal(model_.schedule().alphas_cumprod));
}

TEST_F(ModelFile, tables_in_half_precision_are_not_taken) {
  StateDict rounded;
  for (const NamedTensor& entry : model_state(model_)) {
    rounded.add(entry.name, entry.tensor.is_floating_point() ? entry.tensor.to(at::kBFloat16) : entry.tensor);
  }
  rounded.metadata = model_state(model_).metadata;
  save_state_dict(file_, rounded);
  const auto loaded = load_model(file_);
  EXPECT_TRUE(loaded->schedule().alphas_cumprod.equal(model_.schedule().alphas_cumprod));
  EXPECT_TRUE(loaded->cc_projection->weight.equal(rounded.at("cc_projection.weight").to(at::kFloat)));
}

TEST_F(ModelFile, weights_that_must_be_converted_need_memory_that_is_asked_for_first) {
  const auto with_little_memory = [&] { load_model(file_, {}, 1000); };
  save_state_dict(file_, model_state(model_));
  EXPECT_EQ(refusal_of(with_little_memory), "no error") << "single precision is mapped";
  save_state_dict(file_, model_state(model_), [](const NamedTensor&) { return at::kHalf; });
  EXPECT_THAT(refusal_of(with_little_memory), AllOf(HasSubstr(file_.string()), HasSubstr("0.001 MB may be used")));
}

TEST_F(ModelFile, missing_unexpected_and_misshapen_tensors_are_named) {
  const std::string file = file_;
  EXPECT_THAT(refusal(state_without("cc_projection.bias")),
              AllOf(HasSubstr(file), HasSubstr("1 missing"), HasSubstr("cc_projection.bias")));
  StateDict more = model_state(model_);
  more.add("second_head.weight", at::zeros({3}));
  EXPECT_THAT(refusal(more), AllOf(HasSubstr(file), HasSubstr("1 unexpected"), HasSubstr("second_head.weight")));
  StateDict misshapen = state_without("cc_projection.bias");
  misshapen.add("cc_projection.bias", at::zeros({7}));
  EXPECT_THAT(refusal(misshapen), AllOf(HasSubstr(file), HasSubstr("cc_projection.bias"), HasSubstr("[7]"),
                                        HasSubstr("[16]"), Not(HasSubstr("missing"))));
}

TEST_F(ModelFile, a_file_of_one_part_alone_says_which) {
  const StateDict whole = model_state(model_);
  StateDict part;
  part.metadata = whole.metadata;
  for (const auto& [name, tensor] : whole) {
    if (name.starts_with("first_stage_model.")) part.add(name, tensor);
  }
  EXPECT_THAT(refusal(part),
              AllOf(HasSubstr("is only a part of a model (first_stage_model)"), HasSubstr("time_embed")));
}

TEST_F(ModelFile, nan_and_infinity_are_refused_and_their_tensor_named) {
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    at::Tensor bias = at::zeros({16});
    bias[11] = value;
    StateDict broken = state_without("cc_projection.bias");
    broken.add("cc_projection.bias", bias);
    EXPECT_THAT(refusal(broken),
                AllOf(HasSubstr(file_.string()), HasSubstr("cc_projection.bias"), HasSubstr("NaN or infinity")));
  }
}

TEST_F(ModelFile, metadata_that_are_no_options_of_a_model_are_refused) {
  StateDict state = model_state(model_);
  for (const auto& [text, word] :
       {std::pair{"{ no JSON", "not valid JSON: line 1, column 4"}, std::pair{R"({"depht": 3})", "depht"},
        std::pair{R"({"image_size": "big"})", "image_size"}, std::pair{"[]", "found a list, expected an object"},
        std::pair{R"({"image_size": 255})", "image_size"}, std::pair{R"({"clip": {"heads": 7}})", "no model"},
        std::pair{R"({"autoencoder": {"ch": -8}})", "no model"}}) {
    state.metadata["syncdreamer.model"] = text;
    EXPECT_THAT(refusal(state), AllOf(HasSubstr(file_.string()), HasSubstr(word))) << text;
  }
}

TEST_F(ModelFile, a_file_without_options_is_taken_for_a_released_model) {
  StateDict state = model_state(model_);
  state.metadata.clear();
  EXPECT_THAT(refusal(state), AllOf(HasSubstr(file_.string()), HasSubstr("names and shapes describe no model"),
                                    HasSubstr("autoencoder.norm_groups")));
}

TEST_F(ModelFile, what_is_no_checkpoint_is_refused_by_name) {
  write_file(file_, "a letter");
  EXPECT_THROW(load_model(file_), InputError);
  EXPECT_THROW(load_model(folder_ / "absent.safetensors"), InputError);
}

TEST_F(ModelFile, the_environment_names_the_default_model) {
  write_file(file_, "a model");
  ::setenv("SYNCDREAMER_MODEL", file_.c_str(), 1);
  EXPECT_EQ(default_model_path(), file_);
  ::setenv("SYNCDREAMER_MODEL", "/somewhere/else.safetensors", 1);
  EXPECT_THAT(refusal_of([] { default_model_path(); }),
              AllOf(HasSubstr("/somewhere/else.safetensors"), HasSubstr("SYNCDREAMER_MODEL")));
  ::unsetenv("SYNCDREAMER_MODEL");
  EXPECT_EQ(default_model_path().filename(), "default.safetensors") << "that of this tree";
}

TEST_F(ModelFile, a_model_in_the_folder_where_the_program_is_started_is_not_taken) {
  write_file(folder_ / "models/default.safetensors", "another model");
  const CurrentFolder current(folder_.path());
  EXPECT_FALSE(std::filesystem::equivalent(default_model_path(), folder_ / "models/default.safetensors"));
}

TEST_F(ModelFile, elevations_are_told_by_the_model_s_own_network_or_else_by_that_of_the_model_of_this_tree) {
  EXPECT_EQ(elevation_net_for(model_), model_.elevation_net);
  const MultiviewDiffusion plain(smallest_plain_model_options());
  const auto shipped = elevation_net_for(plain);
  const StateDict found = state_dict_of(*shipped);
  const StateDict expected = state_dict_of(*load_model(default_model_path())->elevation_net);
  ASSERT_EQ(found.size(), expected.size());
  for (const NamedTensor& entry : expected) EXPECT_TRUE(found.at(entry.name).equal(entry.tensor)) << entry.name;
}

TEST_F(ModelFile, elevations_are_told_by_the_network_of_the_model_that_the_environment_names) {
  save_state_dict(file_, model_state(model_));
  ::setenv("SYNCDREAMER_MODEL", file_.c_str(), 1);
  const auto named = elevation_net_for(MultiviewDiffusion(smallest_plain_model_options()));
  ::unsetenv("SYNCDREAMER_MODEL");
  EXPECT_TRUE(named->in->weight.equal(model_.elevation_net->in->weight));
}

}  // namespace
}  // namespace syncdreamer
