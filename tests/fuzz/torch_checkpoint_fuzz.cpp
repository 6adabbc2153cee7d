#include "checkpoint/contents.h"
#include "checkpoint/torch_checkpoint.h"
#include "core/byte_order.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/checkpoint_builder.h"

namespace {

using namespace syncdreamer;

// The first and the last element that a tensor's strides reach lie in the bytes that were checked.
void check_reach(const TensorEntry& entry, std::size_t file_size) {
  check(entry.offset <= file_size && entry.size_bytes <= file_size - entry.offset, "a tensor lies outside the file");
  check(entry.strides.empty() || entry.strides.size() == entry.shape.size(), "a tensor with too few strides");
  const auto count = num_elements(entry.shape);
  check(count.has_value(), "a tensor with an impossible shape");
  if (*count == 0) return;
  __extension__ typedef __int128 Wide;
  Wide last = 0;
  for (std::size_t axis = 0; axis < entry.strides.size(); ++axis) {
    check(entry.strides[axis] >= 0, "a negative stride");
    last += static_cast<Wide>(entry.shape[axis] - 1) * entry.strides[axis];
  }
  if (entry.strides.empty()) last = static_cast<Wide>(*count) - 1;
  check((last + 1) * static_cast<Wide>(size_of(entry.type)) <= static_cast<Wide>(entry.size_bytes),
        "strides reach beyond the tensor");
}

void read(const std::shared_ptr<const MappedFile>& file) {
  const auto checkpoint = TorchCheckpoint::open(file);
  for (const TensorEntry& entry : checkpoint.entries) check_reach(entry, file->size());
  CheckpointContents contents;
  contents.tensors = checkpoint.entries;
  contents.skipped = checkpoint.skipped;
  check(!contents_to_text(contents).empty() && contents_to_json(contents).is_object(), "nothing to show");
}

}  // namespace

// What is no zip file is taken as the pickle of one, so that pickles can change their length.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (TorchCheckpoint::recognizes(bytes_of(data, size))) {
    read_hostile([&] { read(MappedFile::of_memory("fuzz", bytes_of(data, size))); });
    return 0;
  }
  const std::string archive = zip_text({{"a/data.pkl", std::string(text_of(bytes_of(data, size)))},
                                        {"a/data/0", std::string(24, 'f')},
                                        {"a/data/1", std::string(16, 'g')},
                                        {"a/constants.pkl", ""}});
  read_hostile([&] { read(MappedFile::of_memory("fuzz", std::as_bytes(std::span(archive)))); });
  return 0;
}
