#include "checkpoint/safetensors.h"

#include <gmock/gmock.h>

#include <array>
#include <cstring>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Safetensors : public ::testing::Test {
 protected:
  SafetensorsFile open_text(const std::string& text) {
    write_file(folder_ / "file.safetensors", text);
    return SafetensorsFile::open(MappedFile::open(folder_ / "file.safetensors"));
  }

  void expect_refused(const std::string& text, const std::string& reason) {
    EXPECT_THAT(refusal_of([&] { open_text(text); }), HasSubstr(reason)) << text;
  }

  void expect_header_refused(const std::string& header, const std::string& reason) {
    expect_refused(safetensors_text(header, "01234567"), reason);
  }

  TemporaryFolder folder_;
};

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST_F(Safetensors, what_was_written_is_read) {
  const std::string bytes = "abc";
  const std::string floats(24, 'f');
  const std::vector<TensorHeader> tensors = {{"bytes", ScalarType::u8, {3}},
                                             {"floats \"quoted\"", ScalarType::f32, {2, 3}},
                                             {"scalar", ScalarType::f64, {}},
                                             {"empty", ScalarType::i64, {0, 5}}};
  const std::array contents = {bytes_of(bytes), bytes_of(floats), bytes_of(floats).first(8),
                               std::span<const std::byte>()};
  write_safetensors(folder_ / "new" / "a.safetensors", tensors, {{"options", "{\"width\": 3}"}},
                    [&](std::size_t index) { return contents[index]; });
  const auto file = SafetensorsFile::open(MappedFile::open(folder_ / "new" / "a.safetensors"));
  EXPECT_EQ(file.metadata().at("options"), "{\"width\": 3}");
  ASSERT_EQ(file.entries().size(), 4);
  for (std::size_t k = 0; k < tensors.size(); ++k) {
    const TensorEntry* const entry = file.find(tensors[k].name);
    ASSERT_NE(entry, nullptr) << tensors[k].name;
    EXPECT_EQ(entry->type, tensors[k].type);
    EXPECT_EQ(entry->shape, tensors[k].shape);
    EXPECT_TRUE(std::ranges::equal(file.bytes(*entry), contents[k]));
    EXPECT_EQ(entry->offset % size_of(entry->type), 0);
  }
  EXPECT_EQ(file.find("scalar")->offset % 64, 0);
  EXPECT_EQ(file.find("absent"), nullptr);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "new"), {}), 1);
}

TEST_F(Safetensors, failed_writing_leaves_nothing_and_keeps_the_old_file) {
  write_file(folder_ / "a.safetensors", "old");
  const std::vector<TensorHeader> headers = {{"x", ScalarType::u8, {3}}};
  EXPECT_THROW(write_safetensors(folder_ / "a.safetensors", headers, {},
                                 [](std::size_t) -> std::span<const std::byte> { throw InputError("no bytes"); }),
               InputError);
  EXPECT_EQ(read_file(folder_ / "a.safetensors"), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(Safetensors, a_tensor_cannot_have_the_name_of_the_metadata) {
  const std::vector<TensorHeader> tensors{{"__metadata__", ScalarType::u8, {3}}};
  const std::string bytes = "abc";
  const auto bytes_of_first = [&](std::size_t) { return bytes_of(bytes); };
  EXPECT_THAT(refusal_of([&] { write_safetensors(folder_ / "a.safetensors", tensors, {}, bytes_of_first); }),
              HasSubstr("a.safetensors: cannot hold a tensor called __metadata__"));
}

TEST_F(Safetensors, opened_file_outlives_its_removal) {
  const auto file = open_text(safetensors_text(R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "ab"));
  std::filesystem::remove(file.file()->path());
  EXPECT_EQ(file.bytes(file.entries()[0])[1], std::byte{'b'});
}

TEST_F(Safetensors, broken_headers_are_refused) {
  expect_refused("", "too short");
  expect_refused("1234567", "too short");
  expect_refused(little_endian_text(100, 8) + "{}", "should have 100 bytes");
  expect_refused(little_endian_text(~std::uint64_t{0}, 8) + "{}", "should have");
  expect_refused(little_endian_text(~std::uint64_t{0} - 7, 8) + "{}", "should have");
  expect_header_refused("[]", "not a JSON object");
  expect_header_refused("{\"x\":", "not valid JSON");
  expect_header_refused("{\"x\":\"\xff\"}", "not valid JSON");
  expect_header_refused("{\"x\":3}", "not described by an object");
  expect_header_refused(R"({"__metadata__":3})", "__metadata__");
  expect_header_refused(R"({"__metadata__":{"a":3}})", "not a string");
  std::string deep;
  for (int k = 0; k < 100000; ++k) deep += R"({"a":)";
  expect_header_refused(deep, "nested deeper");
}

TEST_F(Safetensors, broken_entries_are_refused) {
  const auto refused = [&](const std::string& entry, const std::string& reason) {
    expect_header_refused("{\"x\":" + entry + "}", reason);
  };
  refused(R"({"shape":[8],"data_offsets":[0,8]})", "no dtype");
  refused(R"({"dtype":"","shape":[8],"data_offsets":[0,8]})", "empty dtype");
  refused(R"({"dtype":"F8_E4M3","shape":[9],"data_offsets":[0,9]})", "ends at byte 9");
  refused(R"({"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]})", "4 bytes after the last entry");
  refused(R"({"dtype":"U8","data_offsets":[0,8]})", "no valid shape");
  refused(R"({"dtype":"U8","shape":[-8],"data_offsets":[0,8]})", "shape that is not");
  refused(R"({"dtype":"U8","shape":[8.0],"data_offsets":[0,8]})", "shape that is not");
  refused(R"({"dtype":"U8","shape":[8],"data_offsets":[0]})", "data_offsets");
  refused(R"({"dtype":"U8","shape":[8],"data_offsets":[8,0]})", "data_offsets");
  refused(R"({"dtype":"U8","shape":[9],"data_offsets":[0,9]})", "ends at byte 9");
  refused(R"({"dtype":"F32","shape":[1],"data_offsets":[0,8]})", "needs 4");
  refused(R"({"dtype":"U8","shape":[4],"data_offsets":[0,4]})", "4 bytes after the last entry");
  refused(R"({"dtype":"U8","shape":[4],"data_offsets":[4,8]})", "hole of 4");
}

TEST_F(Safetensors, tensors_of_types_that_are_not_known_are_skipped_by_name) {
  const auto file = open_text(safetensors_text(R"({"q":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]},)"
                                               R"("x":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                                               "abc"));
  EXPECT_THAT(file.skipped(), ElementsAre("q: tensor of the type F8_E4M3"));
  ASSERT_EQ(file.entries().size(), 1);
  EXPECT_EQ(file.bytes(file.entries()[0])[0], std::byte{'c'});
}

TEST_F(Safetensors, sizes_that_overflow_are_refused) {
  const auto refused = [&](const std::string& shape) {
    expect_header_refused("{\"x\":{\"dtype\":\"F64\",\"shape\":" + shape + ",\"data_offsets\":[0,8]}}", "x");
  };
  refused("[18446744073709551615]");
  refused("[9223372036854775807]");
  refused("[4294967296,4294967296]");
  refused("[2305843009213693953]");
  refused("[4294967296,4294967296,0]");
  expect_header_refused(
      R"({"x":{"dtype":"U8","shape":[8],"data_offsets":[18446744073709551608,18446744073709551615]}})",
      "ends at byte 18446744073709551615");
}

TEST_F(Safetensors, entries_that_overlap_or_repeat_are_refused) {
  const std::string half = R"("x":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},)";
  expect_header_refused("{" + half + R"("y":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}})", "overlaps");
  expect_header_refused("{" + half + R"("x":{"dtype":"U8","shape":[3],"data_offsets":[5,8]}})", "'x' twice");
}

}  // namespace
}  // namespace syncdreamer
