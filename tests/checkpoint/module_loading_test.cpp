#include "checkpoint/module_loading.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <torch/nn/module.h>

#include <limits>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Inner : torch::nn::Module {
  at::Tensor weight = register_parameter("weight", at::zeros({2, 3}));
  at::Tensor steps = register_buffer("steps", at::zeros({4}, at::kLong));
};

struct Outer : torch::nn::Module {
  at::Tensor bias = register_parameter("bias", at::zeros({3}));
  std::shared_ptr<Inner> inner = register_module("inner", std::make_shared<Inner>());
};

StateDict fitting(const std::string& prefix = "") {
  StateDict state_dict;
  state_dict.add(prefix + "inner.weight", at::arange(6, at::kFloat).view({2, 3}));
  state_dict.add(prefix + "inner.steps", at::arange(4));
  state_dict.add(prefix + "bias", at::ones({3}));
  return state_dict;
}

TEST(ModuleLoading, fills_parameters_and_buffers_without_copying) {
  Outer module;
  const StateDict state_dict = fitting();
  load_into(module, state_dict);
  EXPECT_EQ(module.inner->weight.data_ptr(), state_dict.at("inner.weight").data_ptr());
  EXPECT_TRUE(module.inner->weight.requires_grad());
  EXPECT_TRUE(module.inner->weight.is_leaf());
  EXPECT_EQ(module.inner->steps[3].item<int>(), 3);
}

TEST(ModuleLoading, tensors_that_share_memory_in_the_file_do_not_in_the_module) {
  Outer module;
  StateDict state_dict;
  const at::Tensor shared = at::arange(6, at::kFloat);
  state_dict.add("inner.weight", shared.view({2, 3}));
  state_dict.add("inner.steps", at::arange(4));
  state_dict.add("bias", shared.narrow(0, 3, 3));
  load_into(module, state_dict);
  const at::NoGradGuard no_grad;
  module.inner->weight.add_(10);
  EXPECT_EQ(module.bias[0].item<float>(), 3);
  EXPECT_EQ(module.inner->weight[1][0].item<float>(), 13);
}

TEST(ModuleLoading, half_precision_becomes_the_modules_type) {
  Outer module;
  StateDict state_dict;
  for (const auto& [name, tensor] : fitting()) {
    state_dict.add(name, name == "bias"           ? tensor.to(at::kHalf)
                         : name == "inner.weight" ? tensor.to(at::kBFloat16)
                                                  : tensor);
  }
  load_into(module, state_dict);
  EXPECT_EQ(module.bias.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::equal(module.inner->weight, at::arange(6, at::kFloat).view({2, 3})));
}

TEST(ModuleLoading, part_of_a_checkpoint_is_loaded_by_prefix) {
  StateDict state_dict = fitting("first.");
  state_dict.add("second.weight", at::ones({1}));
  Outer module;
  EXPECT_THROW(load_into(module, state_dict), InputError);
  load_into(module, state_dict, {.prefix = "first."});
  EXPECT_EQ(module.bias[0].item<float>(), 1);
}

TEST(ModuleLoading, what_does_not_fit_is_listed_and_nothing_is_changed) {
  StateDict state_dict;
  state_dict.path = "model.ckpt";
  state_dict.add("inner.weight", at::ones({3, 2}));
  state_dict.add("inner.steps", at::ones({4}));
  state_dict.add("extra", at::ones({1}));
  Outer module;
  EXPECT_THAT(refusal_of([&] { load_into(module, state_dict); }),
              AllOf(HasSubstr("model.ckpt"), HasSubstr("1 missing: bias"), HasSubstr("1 unexpected: extra"),
                    HasSubstr("inner.weight (found Float [3, 2], expected Float [2, 3])"),
                    HasSubstr("inner.steps (found Float [4], expected Long [4])")));
  EXPECT_EQ(module.inner->weight.sum().item<float>(), 0);
  EXPECT_THROW(check_fits(module, state_dict), InputError);
}

TEST(ModuleLoading, what_is_only_checked_fills_nothing) {
  const StateDict state_dict = fitting();
  Outer module;
  const at::Tensor before = module.bias.detach().clone();
  check_fits(module, state_dict);
  EXPECT_TRUE(module.bias.equal(before));
}

TEST(ModuleLoading, tensors_that_may_be_missing_keep_their_values) {
  StateDict state_dict;
  state_dict.add("inner.weight", at::ones({2, 3}));
  Outer module;
  module.bias.data().fill_(5);
  load_into(module, state_dict, {.allow_missing = true});
  EXPECT_EQ(module.inner->weight.sum().item<float>(), 6);
  EXPECT_EQ(module.bias[0].item<float>(), 5);
  state_dict.add("extra", at::ones({1}));
  EXPECT_THROW(load_into(module, state_dict, {.allow_missing = true}), InputError);
}

TEST(ModuleLoading, long_lists_are_cut) {
  StateDict state_dict = fitting();
  for (int k = 0; k < 100; ++k) state_dict.add("extra" + std::to_string(k), at::ones({1}));
  Outer module;
  EXPECT_THAT(refusal_of([&] { load_into(module, state_dict); }), HasSubstr("100 unexpected: extra0, extra1"));
  load_into(module, state_dict, {.ignore_unexpected = true});
}

TEST(ModuleLoading, missing_tensors_that_the_file_has_unread_are_told_of) {
  StateDict without_bias;
  without_bias.add("model.inner.weight", at::ones({2, 3}));
  without_bias.add("model.inner.steps", at::arange(4));
  without_bias.skipped = {"epoch: int 5", "model.bias: tensor of the type F8_E4M3"};
  Outer module;
  EXPECT_THAT(refusal_of([&] { load_into(module, without_bias, {.prefix = "model."}); }),
              HasSubstr("1 missing: bias (not read: tensor of the type F8_E4M3)"));
}

TEST(ModuleLoading, optional_tensors_may_be_missing) {
  StateDict state_dict;
  state_dict.add("inner.weight", at::ones({2, 3}));
  Outer module;
  const at::Tensor bias = module.named_parameters()["bias"].detach().clone();
  load_into(module, state_dict, {.optional = {"bias", "inner.steps"}});
  EXPECT_TRUE(module.named_parameters()["inner.weight"].equal(at::ones({2, 3})));
  EXPECT_TRUE(module.named_parameters()["bias"].equal(bias)) << "stays";
  EXPECT_THROW(load_into(module, state_dict, {.optional = {"bias"}}), InputError) << "inner.steps must be there";
}

TEST(ModuleLoading, what_cannot_stay_in_the_file_counts_as_copied) {
  const TemporaryFolder folder;
  const Inner layer;
  const auto copied = [&](const at::Tensor& weight) {
    StateDict state_dict;
    state_dict.add("weight", weight);
    save_state_dict(folder / "model", state_dict);
    return copied_bytes(layer, load_state_dict(folder / "model"));
  };
  EXPECT_EQ(copied(at::ones({2, 3})), 0U);
  EXPECT_EQ(copied(at::ones({2, 3}, at::kHalf)), 24U);
  const std::string floats(24, '\0');
  const std::string pickle = pickled::program(pickled::dict({{"weight", pickled::tensor({"0", {2, 3}, {1, 2}})}}));
  write_file(folder / "columns", torch_file_text(pickle, floats));
  EXPECT_EQ(copied_bytes(layer, load_state_dict(folder / "columns")), 24U) << "its columns lie in a row";
}

TEST(ModuleLoading, weights_that_are_not_finite_are_refused) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    StateDict state_dict = fitting();
    at::Tensor bias = state_dict.at("bias");
    bias[1] = bad;
    Outer module;
    EXPECT_THAT(refusal_of([&] { load_into(module, state_dict); }), HasSubstr("'bias' holds NaN or infinity"));
    EXPECT_EQ(module.bias.sum().item<float>(), 0);
  }
  StateDict too_large;
  for (const NamedTensor& entry : fitting()) {
    too_large.add(entry.name, entry.name == "bias" ? entry.tensor.to(at::kDouble) + 1e300 : entry.tensor);
  }
  Outer module;
  EXPECT_THAT(refusal_of([&] { load_into(module, too_large); }), HasSubstr("'bias' holds numbers too large for Float"));
}

TEST(ModuleLoading, a_module_saved_and_loaded_is_the_same) {
  const TemporaryFolder folder;
  Outer first;
  load_into(first, fitting());
  save_state_dict(folder / "module.safetensors", state_dict_of(first));
  Outer second;
  load_into(second, load_state_dict(folder / "module.safetensors"));
  EXPECT_TRUE(at::equal(second.inner->weight, first.inner->weight));
  // Trained in place: the weights view the mapped file, the file does not change.
  second.inner->weight.detach().add_(1);
  EXPECT_TRUE(
      at::equal(load_state_dict(folder / "module.safetensors").at("inner.weight"), first.inner->weight.detach()));
}

}  // namespace
}  // namespace syncdreamer
