#include "core/partial_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <optional>
#include <shared_mutex>
#include <string>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/files.h"

namespace syncdreamer {

namespace {

constexpr const char* kPartial = ".partial-";

std::shared_mutex beginning;  // of files

constexpr std::size_t kLongestStem = 200;  // bytes, so that a temporary name is no longer than systems allow

/// Goes from link to link as far as they lead, or to the first path for which `is_reached` holds.
template <class IsReached>
std::filesystem::path follow_links(std::filesystem::path path, const IsReached& is_reached, std::error_code& error) {
  constexpr int kMaxLinks = 40;
  std::error_code absent;
  for (int i = 0; i < kMaxLinks; ++i) {
    if (is_reached(path) || !std::filesystem::is_symlink(path, absent)) return path;
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
    if (error) return path;
  }
  error = make_error_code(std::errc::too_many_symbolic_link_levels);
  return path;
}

/// Where a file is that is written under this name: behind the links, which may lead to a file that is not there yet.
std::filesystem::path behind_links(std::filesystem::path path, std::error_code& error) {
  return follow_links(
      std::move(path), [](const std::filesystem::path&) { return false; }, error);
}

/// The number of an open file by its name in the folder of them.
std::optional<int> number_of_descriptor(const std::filesystem::path& path) {
  if (path.parent_path() != "/proc/self/fd" && path.parent_path() != "/dev/fd") return std::nullopt;
  const std::string number = path.filename().string();
  int descriptor = -1;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), descriptor);
  const bool is_number = error == std::errc() && end == number.data() + number.size();
  return is_number ? std::optional(descriptor) : std::nullopt;
}

/// The open file that a name such as `/dev/stdout` stands for; nothing if it is a file's own name.
std::optional<int> descriptor_of(std::filesystem::path path) {
  std::error_code ignored;
  return number_of_descriptor(follow_links(
      std::move(path), [](const std::filesystem::path& name) { return number_of_descriptor(name).has_value(); },
      ignored));
}

/// What the temporary names of a file begin with: hidden, for some look at a folder while files are written there.
std::string temporary_stem(const std::filesystem::path& path) {
  return std::string(".").append(path.filename().string(), 0, kLongestStem).append(kPartial);
}

}  // namespace

void PartialFile::remove_abandoned(const std::filesystem::path& name) {
  std::error_code ignored;
  const std::filesystem::path path = behind_links(name, ignored);
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  for (const std::filesystem::path& entry : readable_entries_of(folder)) {
    const bool is_partial = entry.filename().string().starts_with(temporary_stem(path));
    if (is_partial) std::filesystem::remove(entry, ignored);
  }
}

void PartialFile::begin_no_more() {
  beginning.lock();  // for good
}

PartialFile::PartialFile(const std::filesystem::path& path) : name_(path), target_(path), temporary_(path) {
  std::error_code absent, error;
  if (!path.has_filename()) throw InputError(name_, "names no file to be written");
  const std::filesystem::file_status found = std::filesystem::status(path, absent);
  if (std::filesystem::is_directory(found)) throw InputError(name_, "found a folder, expected a file to be written");
  descriptor_ = descriptor_of(path);
  std::shared_lock<std::shared_mutex> lock;  // not where a pipe may wait for its reader
  const bool is_regular = std::filesystem::is_regular_file(found);
  if (!descriptor_ && (!std::filesystem::exists(found) || is_regular)) {
    lock = std::shared_lock(beginning);
    target_ = behind_links(path, error);
    if (error) throw OutputError(name_, "cannot be written (" + error.message() + ")");
    if (target_.has_parent_path()) make_folder(target_.parent_path());
    const auto now =
        std::chrono::steady_clock::now().time_since_epoch().count();  // other machines have our number, too
    temporary_ =
        target_.parent_path() / (temporary_stem(target_) + std::to_string(::getpid()) + "-" + std::to_string(now));
  }
  errno = 0;
  stream_.open(temporary_, std::ios::binary | (descriptor_ ? std::ios::app : std::ios::trunc));
  if (!stream_) throw OutputError(name_, std::string("cannot be written (") + std::strerror(errno) + ")");
  if (is_regular && !is_in_place()) std::filesystem::permissions(temporary_, found.permissions(), error);
}

PartialFile::~PartialFile() {
  std::error_code ignored;
  if (!is_finished_ && !is_in_place()) std::filesystem::remove(temporary_, ignored);
}

void PartialFile::write(const void* data, std::size_t size) {
  errno = 0;
  stream_.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
  require();
}

void PartialFile::sync() {
  errno = 0;
  stream_.flush();
  require();
  if (is_in_place()) return;  // a pipe or a device has no disk
  const int file = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_on_disk = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!is_on_disk)
    throw OutputError(name_, std::string("could not be written completely (") + std::strerror(error) + ")");
}

void PartialFile::finish() {
  errno = 0;
  stream_.close();
  require();
  std::error_code error;
  if (!is_in_place()) std::filesystem::rename(temporary_, target_, error);
  if (error) throw OutputError(name_, "cannot be written (" + error.message() + ")");
  if (descriptor_) ::lseek(*descriptor_, 0, SEEK_END);  // where who has it open goes on; of a pipe it means nothing
  is_finished_ = true;
}

void PartialFile::require() const {
  if (!stream_) throw OutputError(name_, std::string("could not be written completely (") + std::strerror(errno) + ")");
}

}  // namespace syncdreamer
