#include "checkpoint/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

// O_NONBLOCK: opening a pipe to which nobody writes would wait for ever.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : value(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
  const int value;
};

[[noreturn]] void refuse(const std::filesystem::path& path) {
  throw InputError(path, std::string("cannot be read (") + std::strerror(errno) + ")");
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const Descriptor file(path);
  struct stat status {};
  if (file.value < 0 || ::fstat(file.value, &status) != 0) refuse(path);
  if (!S_ISREG(status.st_mode)) throw InputError(path, "is not a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  std::span<const std::byte> bytes;
  if (size > 0) {
    void* const start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file.value, 0);
    if (start == MAP_FAILED) refuse(path);
    bytes = {static_cast<const std::byte*>(start), size};
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(path, bytes, true));
}

std::shared_ptr<const MappedFile> MappedFile::of_memory(const std::filesystem::path& name,
                                                        std::span<const std::byte> bytes) {
  return std::shared_ptr<const MappedFile>(new MappedFile(name, bytes, false));
}

MappedFile::MappedFile(std::filesystem::path path, std::span<const std::byte> bytes, bool is_mapping)
    : path_(std::move(path)), bytes_(bytes), is_mapping_(is_mapping) {}

void MappedFile::release(std::span<const std::byte> part) const {
  if (!is_mapping_) return;
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto start = static_cast<std::size_t>(part.data() - bytes_.data());  // the file's first byte begins a page
  const std::size_t first = (start + page - 1) / page * page, end = (start + part.size()) / page * page;
  if (first < end) ::madvise(const_cast<std::byte*>(bytes_.data()) + first, end - first, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (is_mapping_ && !bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace syncdreamer
