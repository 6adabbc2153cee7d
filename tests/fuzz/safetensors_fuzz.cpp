#include "checkpoint/contents.h"
#include "checkpoint/safetensors.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syncdreamer;
  const auto file = MappedFile::of_memory("fuzz", bytes_of(data, size));
  read_hostile([&] {
    const auto safetensors = SafetensorsFile::open(file);
    std::uint64_t sum = 0;
    std::uint64_t num_bytes = 0;
    for (const TensorEntry& entry : safetensors.entries()) {
      check(size_bytes(entry.shape, entry.type) == entry.size_bytes, "the size of a tensor is not that of its shape");
      check(safetensors.find(entry.name) != nullptr, "a tensor is not found by its name");
      num_bytes += entry.size_bytes;
      sum += sum_of(safetensors.bytes(entry));
    }
    check(num_bytes < size && sum <= num_bytes * 255, "the tensors have more bytes than the file");
    const CheckpointContents contents = read_contents(file);
    check(contents.tensors.size() == safetensors.entries().size(), "two readers see different tensors");
    check(!contents_to_text(contents).empty() && contents_to_json(contents).is_object(), "nothing to show");
  });
  return 0;
}
