#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checkpoint/mapped_file.h"

namespace syncdreamer {

/// The table of contents of a zip file (zip64 too), read in place.
///
/// Checked when it is opened: every header lies inside the file, both headers of an entry agree on its name and
/// method, no name comes twice, neither entries nor the table overlap. Checksums are not looked at: that would read the
/// whole file.
class ZipArchive {
 public:
  struct Entry {
    std::string name;
    std::uint16_t method = 0;      ///< 0: stored as it is
    std::uint64_t offset = 0;      ///< of the data from the start of the file
    std::uint64_t size_bytes = 0;  ///< of the data in the file
  };

  /// \throws InputError naming the entry that is wrong.
  static ZipArchive open(std::shared_ptr<const MappedFile> file);

  /// Whether the bytes begin like a zip file.
  static bool recognizes(std::span<const std::byte> bytes);

  const std::filesystem::path& path() const { return file_->path(); }
  /// In the order of the table of contents.
  const std::vector<Entry>& entries() const { return entries_; }
  /// Nullptr if there is no such entry.
  const Entry* find(std::string_view name) const;
  /// \throws InputError if the entry is compressed.
  std::span<const std::byte> bytes(const Entry& entry) const;

 private:
  std::shared_ptr<const MappedFile> file_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace syncdreamer
