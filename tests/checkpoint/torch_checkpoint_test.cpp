#include "checkpoint/torch_checkpoint.h"

#include <gmock/gmock.h>

#include <limits>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kSixFloats(24, 'f');
const std::string kTensor = pickled::tensor({"0", {2, 3}, {3, 1}});

class TorchFile : public ::testing::Test {
 protected:
  TorchCheckpoint open_text(const std::string& text) {
    write_file(folder_ / "model.ckpt", text);
    return TorchCheckpoint::open(MappedFile::open(folder_ / "model.ckpt"));
  }
  TorchCheckpoint open_pickle(const std::string& operations) {
    return open_text(torch_file_text(pickled::program(operations), kSixFloats));
  }
  void expect_refused(const std::string& operations, const std::string& reason) {
    EXPECT_THAT(refusal_of([&] { open_pickle(operations); }), HasSubstr(reason));
  }
  void expect_tensor_refused(const pickled::Tensor& tensor, const std::string& reason) {
    expect_refused(pickled::dict({{"x", pickled::tensor(tensor)}}), reason);
  }

  TemporaryFolder folder_;
};

TEST_F(TorchFile, dictionary_of_tensors_is_read) {
  const TorchCheckpoint checkpoint = open_pickle(pickled::dict({{"a", kTensor}, {"b", kTensor}, {"epoch", "K\x05"}}));
  ASSERT_EQ(checkpoint.entries.size(), 2);
  EXPECT_EQ(checkpoint.entries[0].name, "a");
  EXPECT_THAT(checkpoint.entries[0].shape, ElementsAre(2, 3));
  EXPECT_TRUE(checkpoint.entries[0].strides.empty());
  EXPECT_EQ(checkpoint.file->bytes()[checkpoint.entries[0].offset], std::byte{'f'});
  EXPECT_THAT(checkpoint.skipped, ElementsAre("epoch: int 5"));
}

TEST_F(TorchFile, dictionary_inside_a_checkpoint_is_found_and_the_rest_is_skipped_by_name) {
  const std::string callback = pickled::call(pickled::global("some.callbacks", "Thing"), "") + "N" + "b";
  const TorchCheckpoint checkpoint = open_pickle(pickled::dict({{"epoch", "K\x05"},
                                                                {"state_dict", pickled::dict({{"a.b", kTensor}})},
                                                                {"callbacks", callback},
                                                                {"optimizer_states", "]"}}));
  ASSERT_EQ(checkpoint.entries.size(), 1);
  EXPECT_EQ(checkpoint.entries[0].name, "a.b");
  EXPECT_THAT(checkpoint.skipped,
              ElementsAre("epoch: int 5", "callbacks: call of some.callbacks.Thing", "optimizer_states: list of 0"));
}

TEST_F(TorchFile, dictionaries_that_usual_programs_name_are_found) {
  for (const char* name : {"state_dict", "model_state_dict", "model", "module", "net", "params"}) {
    const TorchCheckpoint checkpoint = open_pickle(pickled::dict({{name, pickled::dict({{"a", kTensor}})}}));
    EXPECT_EQ(checkpoint.entries.at(0).name, "a") << name;
  }
}

TEST_F(TorchFile, names_are_those_of_the_model_that_was_trained_in_parallel) {
  const TorchCheckpoint wrapped = open_pickle(pickled::dict({{"module.a", kTensor}, {"module.b.c", kTensor}}));
  EXPECT_EQ(wrapped.entries.at(0).name, "a");
  EXPECT_EQ(wrapped.entries.at(1).name, "b.c");
  const TorchCheckpoint mixed = open_pickle(pickled::dict({{"module.a", kTensor}, {"b", kTensor}}));
  EXPECT_EQ(mixed.entries.at(0).name, "module.a");
}

TEST_F(TorchFile, parameters_and_ordered_dictionaries_are_read) {
  const std::string parameter = pickled::call(pickled::global("torch._utils", "_rebuild_parameter"), kTensor + "\x88N");
  const std::string ordered = pickled::call(pickled::global("collections", "OrderedDict"), "") + pickled::text("p") +
                              parameter + "s" + pickled::dict({{"_metadata", "N"}}) + "b";
  EXPECT_EQ(open_pickle(ordered).entries.at(0).name, "p");
}

TEST_F(TorchFile, a_pickle_that_would_run_a_command_runs_nothing) {
  const std::string marker = (folder_ / "owned").string();
  for (const std::string module : {"os", "posix", "builtins", "__builtin__", "subprocess"}) {
    const std::string evil = pickled::call(pickled::global(module, "system"), pickled::text("touch " + marker));
    expect_refused(evil, "call of " + module + ".system");
    expect_refused(pickled::dict({{"state_dict", evil}}), "call of " + module + ".system");
    const TorchCheckpoint checkpoint = open_pickle(pickled::dict({{"a", kTensor}, {"evil", evil}}));
    EXPECT_THAT(checkpoint.skipped, ElementsAre("evil: call of " + module + ".system"));
  }
  EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST_F(TorchFile, tensors_outside_their_storage_are_refused) {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  expect_tensor_refused({"0", {7}, {1}}, "does not fit");
  expect_tensor_refused({"0", {6}, {1}, 1}, "does not fit");
  expect_tensor_refused({"0", {2, 3}, {4, 1}}, "does not fit");
  expect_tensor_refused({"0", {6}, {1}, kLargest}, "does not fit");
  expect_tensor_refused({"0", {kLargest}, {kLargest}}, "does not fit");
  expect_tensor_refused({"0", {kLargest, kLargest, 0}, {1, 1, 1}}, "does not fit");
  expect_tensor_refused({"0", {6}, {1}, 0, "DoubleStorage"}, "does not fit");
  expect_tensor_refused({"0", {-1}, {1}}, "no valid shape");
  expect_tensor_refused({"0", {6}, {-1}}, "no valid shape");
  expect_tensor_refused({"0", {6}, {1}, -1}, "no valid shape");
  expect_tensor_refused({"0", {2, 3}, {1}}, "no valid shape");
  expect_tensor_refused({"1", {6}, {1}}, "'archive/data/1', which is not in the file");
  expect_tensor_refused({"../data.pkl", {6}, {1}}, "which is not in the file");
}

TEST_F(TorchFile, tensors_that_repeat_their_numbers_without_end_are_skipped_by_name) {
  const auto expanded = pickled::tensor({"0", {1 << 20, 1 << 20}, {0, 0}});
  EXPECT_THAT(open_pickle(pickled::dict({{"a", kTensor}, {"e", expanded}})).skipped,
              ElementsAre("e: tensor of shape [1048576, 1048576] that repeats its numbers"));
}

TEST_F(TorchFile, element_types_that_are_not_known_are_skipped_by_name) {
  const auto complex = pickled::tensor({"0", {3}, {1}, 0, "ComplexFloatStorage"});
  EXPECT_THAT(open_pickle(pickled::dict({{"a", kTensor}, {"c", complex}})).skipped,
              ElementsAre("c: tensor with the name torch.ComplexFloatStorage"));
}

TEST_F(TorchFile, views_with_the_conjugate_or_negative_bit_are_skipped_by_name) {
  const auto open = [&](const std::string& flags) {
    return open_pickle(pickled::dict({{"a", kTensor}, {"n", pickled::tensor({"0", {6}, {1}}, flags)}})).skipped;
  };
  EXPECT_THAT(open(pickled::dict({{"neg", "\x88"}})),
              ElementsAre(testing::HasSubstr("n: tensor stored as the conjugate")));
  EXPECT_THAT(open(pickled::dict({{"neg", "\x89"}})), testing::IsEmpty());
  EXPECT_THAT(open("N"), testing::IsEmpty());
}

TEST_F(TorchFile, malformed_tensors_are_refused) {
  const std::string rebuild = pickled::global("torch._utils", "_rebuild_tensor_v2");
  for (const std::string arguments : {"", "N", "NNNN", "NQNNN", ")QNNN", "(NNNtQNNN"}) {
    expect_refused(pickled::dict({{"x", pickled::call(rebuild, arguments)}}), "tensor 'x'");
  }
  expect_refused(pickled::dict({{"x", kTensor}, {"x", kTensor}}), "comes twice");
}

TEST_F(TorchFile, other_contents_are_refused_by_what_they_are) {
  expect_refused("N", "holds a None, expected a dictionary");
  expect_refused(kTensor, "holds a single tensor, expected a dictionary");
  expect_refused("}", "holds no dictionary of tensors");
  expect_refused(pickled::dict({{"epoch", "K\x05"}, {"lr", "N"}}), "but epoch: int 5, lr: None");
  const std::string pickle = pickled::program(pickled::dict({{"a", kTensor}}));
  EXPECT_THROW(open_text(zip_text({{"a/data.pkl", pickle}, {"b/data.pkl", pickle}})), InputError);
  EXPECT_THROW(open_text(zip_text({{"a/data.pkl", pickle}, {"a/data/0", kSixFloats}, {"a/byteorder", "big"}})),
               InputError);
  EXPECT_THROW(open_text(zip_text({{"a/data.pkl", pickle}, {"a/data/0", kSixFloats, 8}})), InputError);
}

TEST_F(TorchFile, cyclic_values_are_refused_or_skipped) {
  using namespace std::string_literals;
  const std::string itself = "}q\0"s + pickled::text("state_dict") + "h\0s"s;
  expect_refused(itself, "holds no dictionary of tensors");
  const std::string list = "]q\1h\1a";
  EXPECT_THAT(open_pickle(pickled::dict({{"a", kTensor}, {"list", list}})).skipped, ElementsAre("list: list of 1"));
  const std::string parameter = pickled::global("torch._utils", "_rebuild_parameter") + "]q\1h\1aR";
  EXPECT_THAT(open_pickle(pickled::dict({{"a", kTensor}, {"p", parameter}})).skipped,
              ElementsAre("p: call of torch._utils._rebuild_parameter"));
}

TEST_F(TorchFile, modules_inside_themselves_are_refused) {
  using namespace std::string_literals;
  const auto open_script = [&](const std::string& operations) {
    return open_text(zip_text({{"m/data.pkl", pickled::program(operations)}, {"m/constants.pkl", ""}}));
  };
  const auto state = [](const std::string& pairs) { return "}("s + pairs + "ub"; };
  const std::string module = pickled::global("__torch__", "Net") + ")\x81q\1"s;
  EXPECT_THROW(open_script(module + state(pickled::text("a") + "h\1"s)), InputError);
  std::string wide = "N";
  for (char level = 1; level < 60; ++level) {
    const std::string inner = level == 1 ? "N"s : "h"s + static_cast<char>(level - 1);
    wide += pickled::global("__torch__", "Net") + ")\x81q"s + level +
            state(pickled::text("a") + inner + pickled::text("b") + inner);
  }
  EXPECT_THROW(open_script(wide), InputError);
}

// A few bytes that refer to a long name or a large tensor again and again would become gigabytes.
TEST_F(TorchFile, names_longer_and_more_than_any_model_has_are_refused) {
  using namespace std::string_literals;
  const std::string long_name = pickled::text(std::string(1001, 'n'));
  expect_refused("}("s + long_name + kTensor + "u", "name of 1001 bytes");
  expect_refused("}("s + pickled::text("a") + kTensor + long_name + "Nu", "name of 1001 bytes");
  std::string many = "}(" + pickled::text("a") + kTensor + pickled::text("b") + "q\1N"s;
  for (int k = 0; k < 1 << 17; ++k) many += "h\1N";
  expect_refused(many + "u", "more things than any model");
}

}  // namespace
}  // namespace syncdreamer
