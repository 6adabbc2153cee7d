#include "checkpoint/zip_archive.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syncdreamer;
  read_hostile([&] {
    const auto archive = ZipArchive::open(MappedFile::of_memory("fuzz", bytes_of(data, size)));
    std::uint64_t num_bytes = 0;
    for (const ZipArchive::Entry& entry : archive.entries()) {
      check(archive.find(entry.name) == &entry, "an entry is not found by its name");
      read_hostile([&] {
        const auto bytes = archive.bytes(entry);
        num_bytes += bytes.size();
        check(sum_of(bytes) <= bytes.size() * 255, "an impossible sum");
      });
    }
    check(num_bytes <= size, "the entries have more bytes than the file");
  });
  return 0;
}
