#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace syncdreamer {

/// A whole file as memory: nothing is read before it is touched, and pages that were only read can be dropped at any
/// time.
///
/// The mapping is private: writing to the bytes (as an optimizer does to weights) changes a copy of the touched page in
/// memory, never the file. It lives as long as someone holds the pointer, also after the file was renamed or removed.
class MappedFile {
 public:
  /// \throws InputError if `path` is no regular file or cannot be read.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
  /// Bytes that the caller keeps in memory instead of a file; `name` stands for the path in error messages.
  static std::shared_ptr<const MappedFile> of_memory(const std::filesystem::path& name,
                                                     std::span<const std::byte> bytes);

  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  const std::filesystem::path& path() const { return path_; }
  std::size_t size() const { return bytes_.size(); }
  std::span<const std::byte> bytes() const { return bytes_; }

  /// Takes the whole pages inside `part`, which lies in bytes(), out of this process's memory; they come back from the
  /// file when they are next touched. What was written to them is lost.
  void release(std::span<const std::byte> part) const;

 private:
  MappedFile(std::filesystem::path path, std::span<const std::byte> bytes, bool is_mapping);

  std::filesystem::path path_;
  std::span<const std::byte> bytes_;
  bool is_mapping_;
};

}  // namespace syncdreamer
