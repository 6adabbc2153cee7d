#include "checkpoint/contents.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Contents, of_a_safetensors_file_are_told) {
  const TemporaryFolder folder;
  write_file(folder / "a", safetensors_text(R"({"__metadata__":{"model":"a\u001bb"},)"
                                            R"("unet.x":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                                            R"("unet.y":{"dtype":"U8","shape":[3],"data_offsets":[8,11]},)"
                                            R"("vae.z":{"dtype":"F16","shape":[],"data_offsets":[11,13]}})",
                                            std::string(13, 'x')));
  const CheckpointContents contents = read_contents(folder / "a");
  EXPECT_EQ(contents.format, "safetensors");
  const std::string text = contents_to_text(contents);
  EXPECT_THAT(text, HasSubstr("model: a?b\n"));
  EXPECT_THAT(text, HasSubstr("unet.x  [2, 1]  float32\n"));
  EXPECT_THAT(text, HasSubstr("vae: 1 tensor, 1 element, 2 bytes\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  const auto json = contents_to_json(contents);
  EXPECT_EQ(json["tensors"][0]["shape"], nlohmann::json({2, 1}));
  EXPECT_EQ(json["total"], nlohmann::json({{"num_tensors", 3}, {"num_elements", 6}, {"size_bytes", 13}}));
  EXPECT_EQ(json["parts"]["unet"]["size_bytes"], 11);
}

TEST(Contents, of_a_pytorch_file_are_told) {
  const TemporaryFolder folder;
  const std::string pickle =
      pickled::program(pickled::dict({{"a", pickled::tensor({"0", {2, 3}, {1, 2}})}, {"epoch", "K\x05"}}));
  write_file(folder / "a", torch_file_text(pickle, std::string(4000, 'x')));
  const CheckpointContents contents = read_contents(folder / "a");
  EXPECT_EQ(contents.format, "pytorch");
  EXPECT_THAT(contents_to_text(contents), HasSubstr("total: 1 tensor, 6 elements, 24 bytes\nnot read: epoch: int 5\n"));
}

TEST(Contents, of_other_files_are_refused) {
  const TemporaryFolder folder;
  write_file(folder / "a", "text");
  EXPECT_THROW(read_contents(folder / "a"), InputError);
  write_file(folder / "lfs", std::string_view("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"));
  EXPECT_THAT(refusal_of([&] { read_contents(folder / "lfs"); }), HasSubstr("a pointer of Git LFS"));
  write_file(folder / "index", std::string_view(R"({"metadata": {}, "weight_map": {"a": "1.safetensors"}})"));
  EXPECT_THAT(refusal_of([&] { read_contents(folder / "index"); }), HasSubstr("the index of one in several files"));
}

}  // namespace
}  // namespace syncdreamer
