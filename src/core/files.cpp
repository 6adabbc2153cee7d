#include "core/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/made_folder.h"
#include "core/partial_file.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kBlockSize = 1 << 16;

std::string reason() {
  return std::strerror(errno);
}

/// What is in a folder, in the order of the names, up to an error.
std::vector<std::filesystem::path> list(const std::filesystem::path& folder, std::error_code& error) {
  std::vector<std::filesystem::path> entries;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    entries.push_back(entry->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

void write_file(const std::filesystem::path& path, std::string_view content) {
  PartialFile file(path);
  file.write(content.data(), content.size());
  file.finish();
}

void check_writable(const std::filesystem::path& path) {
  std::error_code ignored;
  const std::filesystem::file_status found = std::filesystem::status(path, ignored);
  const bool is_device = std::filesystem::exists(found) && !std::filesystem::is_regular_file(found) &&
                         !std::filesystem::is_directory(found);
  if (path.empty() || is_device) return;
  std::optional<MadeFolder> parent;
  if (path.has_parent_path()) parent.emplace(path.parent_path());
  const PartialFile trial(path);
}

std::filesystem::path real_path(const std::filesystem::path& path) {
  std::error_code unreadable;
  const std::filesystem::path whole = std::filesystem::absolute(path, unreadable);
  const std::filesystem::path real = std::filesystem::weakly_canonical(whole, unreadable);
  return unreadable ? whole : real;
}

bool lies_in(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const std::filesystem::path way = real_path(file).lexically_relative(real_path(folder));
  return !way.empty() && *way.begin() != "..";
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes,
                      const std::function<void(std::string_view)>& check_beginning) {
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw InputError(path, "cannot be read (" + reason() + ")");
  const auto check_size = [&](std::uintmax_t size) {
    if (size > max_bytes)
      throw InputError(path, "is larger than " + std::to_string(max_bytes) + " bytes, more than can be meant here");
  };
  std::error_code endless;  // as pipes and devices are
  const std::uintmax_t size = std::filesystem::file_size(path, endless);
  std::string content, block(kBlockSize, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0) {
    const bool is_beginning = content.empty();
    content.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    check_size(content.size());
    if (is_beginning && check_beginning) check_beginning(content);
    if (is_beginning && !endless) check_size(size);
  }
  if (stream.bad()) throw InputError(path, "cannot be read (" + reason() + ")");
  return content;
}

std::vector<std::filesystem::path> files_under(const std::filesystem::path& folder, FolderLinks links) {
  std::error_code unknown;  // below the folder, what may not be read is passed over
  entries_of(folder);
  std::vector<std::filesystem::path> files;
  std::deque<std::filesystem::path> folders{folder}, linked;  // to be looked at, links after all others
  std::set<std::filesystem::path> known;
  while (!folders.empty() || (links == FolderLinks::followed && !linked.empty())) {
    std::deque<std::filesystem::path>& next = folders.empty() ? linked : folders;
    const std::filesystem::path here = std::move(next.front());
    next.pop_front();
    if (!known.insert(std::filesystem::canonical(here, unknown)).second) continue;
    for (const std::filesystem::path& entry : readable_entries_of(here)) {
      if (std::filesystem::is_regular_file(entry, unknown)) files.push_back(entry);
      if (!std::filesystem::is_directory(entry, unknown)) continue;
      (std::filesystem::is_symlink(entry, unknown) ? linked : folders).push_back(entry);
    }
  }
  return files;
}

std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> entries = list(folder, error);
  if (error) throw InputError(folder, "cannot be read as a folder (" + error.message() + ")");
  return entries;
}

std::vector<std::filesystem::path> readable_entries_of(const std::filesystem::path& folder) {
  std::error_code ignored;
  return list(folder, ignored);
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_directory(path, error))
    throw InputError(path, "found a file, expected a folder");
  if (std::filesystem::is_symlink(path, error) && !std::filesystem::exists(path, error))
    throw InputError(path, "found a link to what is not there, expected a folder");
  std::filesystem::create_directories(path, error);
  if (error) throw OutputError(path, "the folder cannot be made (" + error.message() + ")");
}

}  // namespace syncdreamer
