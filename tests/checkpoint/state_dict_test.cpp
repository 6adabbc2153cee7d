#include "checkpoint/state_dict.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <limits>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class StateDictFile : public ::testing::Test {
 protected:
  StateDict load_text(const std::string& text) {
    write_file(folder_ / "model", text);
    return load_state_dict(folder_ / "model");
  }

  void expect_refused(const std::string& text, const std::string& reason) {
    EXPECT_THAT(refusal_of([&] { load_text(text); }), HasSubstr(reason));
  }

  TemporaryFolder folder_;
};

TEST(StateDict, finds_tensors_by_name_and_keeps_their_order) {
  StateDict state_dict;
  state_dict.add("b", at::ones({2}));
  state_dict.add("a", at::zeros({3}));
  EXPECT_EQ(state_dict.begin()->name, "b");
  EXPECT_EQ(state_dict.at("a").numel(), 3);
  EXPECT_EQ(state_dict.find("c"), nullptr);
  EXPECT_THROW(state_dict.at("c"), InputError);
  EXPECT_THROW(state_dict.add("a", at::ones({1})), std::logic_error);
}

TEST_F(StateDictFile, every_element_type_survives_saving_and_loading) {
  StateDict state_dict;
  const std::vector<at::ScalarType> types = {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong,
                                             at::kInt,    at::kShort, at::kChar, at::kByte,     at::kBool};
  for (const auto type : types) state_dict.add(at::toString(type), at::arange(7).to(type));
  state_dict.add("scalar", at::full({}, 3.5));
  state_dict.add("empty", at::empty({0, 4}));
  state_dict.add("transposed", at::arange(6).view({2, 3}).t());
  state_dict.metadata = {{"options", "{}"}};
  save_state_dict(folder_ / "model", state_dict);
  const StateDict loaded = load_state_dict(folder_ / "model");
  EXPECT_EQ(loaded.metadata, state_dict.metadata);
  EXPECT_EQ(loaded.path, folder_ / "model");
  ASSERT_EQ(loaded.size(), state_dict.size());
  for (const auto& [name, tensor] : state_dict) {
    EXPECT_EQ(loaded.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(at::equal(loaded.at(name), tensor)) << name;
  }
}

TEST_F(StateDictFile, loaded_tensors_outlive_the_dictionary_and_may_be_written) {
  StateDict state_dict;
  state_dict.add("x", at::arange(1000, at::kFloat));
  save_state_dict(folder_ / "model", state_dict);
  at::Tensor x = load_state_dict(folder_ / "model").at("x");
  x.add_(1);
  EXPECT_EQ(x[999].item<float>(), 1000);
  EXPECT_EQ(load_state_dict(folder_ / "model").at("x")[999].item<float>(), 999);
}

TEST_F(StateDictFile, renamed_has_all_but_the_names_and_no_name_twice) {
  StateDict file;
  file.path = "cup.ckpt";
  file.metadata["made_by"] = "hand";
  file.skipped = {"epoch: int 5"};
  file.add("a.x", at::ones({2}));
  file.add("b", at::zeros({1}));
  const StateDict named = renamed(file, [](std::string_view name) { return "model." + std::string(name); });
  EXPECT_TRUE(named.at("model.a.x").equal(at::ones({2})));
  EXPECT_EQ(named.size(), 2U);
  EXPECT_EQ(named.path, file.path);
  EXPECT_EQ(named.metadata, file.metadata);
  EXPECT_EQ(named.skipped, file.skipped);
  EXPECT_THAT(refusal_of([&] { renamed(file, [](std::string_view) { return std::string("y"); }); }),
              testing::HasSubstr("cup.ckpt: holds two tensors that are known as 'y', one of them 'b'"));
}

TEST_F(StateDictFile, saving_over_the_file_that_is_loaded_is_safe) {
  StateDict state_dict;
  state_dict.add("x", at::arange(100000, at::kFloat));
  save_state_dict(folder_ / "model", state_dict);
  StateDict loaded = load_state_dict(folder_ / "model");
  save_state_dict(folder_ / "model", loaded);
  EXPECT_TRUE(at::equal(load_state_dict(folder_ / "model").at("x"), state_dict.at("x")));
}

TEST_F(StateDictFile, other_files_are_refused_by_what_they_are) {
  expect_refused("", "neither a safetensors file nor");
  expect_refused("hello, this is a text file", "neither a safetensors file nor");
  expect_refused("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", "before version 1.6");
  expect_refused(zip_text({{"word/document.xml", "<xml/>"}}), "no PyTorch checkpoint");
  EXPECT_THROW(load_state_dict(folder_ / "absent"), InputError);
}

TEST_F(StateDictFile, strided_and_unaligned_tensors_are_read) {
  const std::string floats(reinterpret_cast<const char*>(at::arange(6, at::kFloat).data_ptr()), 24);
  const std::string pickle = pickled::program(pickled::dict(
      {{"transposed", pickled::tensor({"0", {3, 2}, {1, 3}})}, {"part", pickled::tensor({"0", {2, 2}, {3, 1}, 1})}}));
  const StateDict state_dict = load_text(torch_file_text(pickle, floats));
  const at::Tensor whole = at::arange(6, at::kFloat).view({2, 3});
  EXPECT_TRUE(at::equal(state_dict.at("transposed"), whole.t()));
  EXPECT_TRUE(at::equal(state_dict.at("part"), whole.slice(1, 1)));

  std::string unaligned = "{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[0,24]}}";
  unaligned.append((1 + 64 - (unaligned.size() + 8) % 64) % 64, ' ');
  EXPECT_TRUE(at::equal(load_text(safetensors_text(unaligned, floats)).at("a"), whole.flatten()));
}

TEST_F(StateDictFile, the_same_unaligned_bytes_are_not_copied_without_end) {
  std::vector<std::pair<std::string, std::string>> tensors;
  for (int k = 0; k < 1000; ++k) {
    tensors.emplace_back(std::to_string(k), pickled::tensor({"0", {250000}, {1}, 0, "FloatStorage"}));
  }
  std::string text = torch_file_text(pickled::program(pickled::dict(tensors)), std::string(1000000, 'x'));
  // The padding in the storage's header moves one byte into the name of its extra field: the data begin one byte
  // earlier.
  const std::size_t storage = text.find("PK\x03\x04", 4);
  const std::size_t name_end = storage + 30 + std::string("archive/data/0").size();
  const auto padding = static_cast<unsigned char>(text[name_end + 2]);
  ASSERT_GT(padding, 0);
  text[name_end + 2] = static_cast<char>(padding - 1);
  text[storage + 28] = static_cast<char>(text[storage + 28] - 1);
  expect_refused(text, "unaligned tensors larger than the file");
}

TEST_F(StateDictFile, is_written_with_the_types_asked_for) {
  StateDict state_dict;
  state_dict.add("a", at::full({2}, 1.5));
  state_dict.add("b", at::full({3}, 2.5));
  save_state_dict(folder_ / "model", state_dict,
                  [](const NamedTensor& entry) { return entry.name == "a" ? at::kHalf : at::kFloat; });
  const StateDict loaded = load_state_dict(folder_ / "model");
  EXPECT_TRUE(loaded.at("a").equal(at::full({2}, 1.5).to(at::kHalf)));
  EXPECT_TRUE(loaded.at("b").equal(at::full({3}, 2.5)));
}

TEST_F(StateDictFile, numbers_too_large_for_their_new_type_are_refused) {
  StateDict state_dict;
  state_dict.add("large", at::tensor({1e6F, 1.0F}));
  const auto as_half = [](const NamedTensor&) { return at::kHalf; };
  EXPECT_THROW(save_state_dict(folder_ / "model", state_dict, as_half), InputError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  save_state_dict(folder_ / "model", state_dict, [](const NamedTensor&) { return at::kBFloat16; });
  StateDict fraction;
  fraction.add("count", at::full({2}, 300.0));
  const auto as_byte = [](const NamedTensor&) { return at::kByte; };
  EXPECT_THAT(refusal_of([&] { save_state_dict(folder_ / "bytes", fraction, as_byte); }),
              HasSubstr("bytes: the tensor 'count' holds numbers that do not fit uint8"));
  fraction.path = "big.safetensors";
  EXPECT_THAT(refusal_of([&] { save_state_dict(folder_ / "bytes", fraction, as_byte); }),
              testing::StartsWith("big.safetensors: the tensor 'count'"));
  save_state_dict(folder_ / "shorts", fraction, [](const NamedTensor&) { return at::kShort; });
  StateDict infinite;
  infinite.add("large", at::full({1}, std::numeric_limits<float>::infinity()));
  save_state_dict(folder_ / "infinite", infinite, as_half);
}

TEST_F(StateDictFile, whose_writing_is_broken_off_leaves_nothing) {
  StateDict state_dict;
  state_dict.add("a", at::ones({2}));
  int num_calls = 0;
  const auto type_of = [&](const NamedTensor&) {
    if (++num_calls == 2) throw InputError("enough");
    return at::kFloat;
  };
  EXPECT_THROW(save_state_dict(folder_ / "model", state_dict, type_of), InputError);
  EXPECT_EQ(num_calls, 2) << "once for the header, once for the data";
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace syncdreamer
