#include "checkpoint/safetensors.h"
#include "core/error.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/temporary_folder.h"

int main(int num_arguments, char** arguments) {
  using namespace syncdreamer;
  const std::vector<std::string> seeds = {
      safetensors_text(R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})", std::string(24, 'f')),
      safetensors_text(
          R"({"__metadata__":{"options":"{\"width\":3}"},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
          R"("b":{"dtype":"BF16","shape":[],"data_offsets":[4,6]},"c":{"dtype":"I64","shape":[0,9],)"
          R"("data_offsets":[6,6]}}   )",
          "012345"),
      safetensors_text("{}", "")};
  const TemporaryFolder folder;
  const std::string path = (folder / "file").string();
  return fuzz(num_arguments, arguments, seeds, [&](const std::string& text) {
    overwrite(path, text);
    const auto file = SafetensorsFile::open(path);
    std::uint64_t sum = 0;
    for (const TensorEntry& entry : file.entries()) {
      for (const std::byte byte : file.bytes(entry)) sum += std::to_integer<std::uint64_t>(byte);
    }
    if (sum > text.size() * 255) throw std::logic_error("more bytes than the file has");
  });
}
