#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>

namespace syncdreamer {

/// A file that is written piece by piece and appears under its name only when it is complete: until then it has a
/// temporary name beside it, and goes with this object if it was not finished. Links are followed; a file that is
/// replaced leaves its permissions to the new one. Pipes, devices and open files by names such as `/dev/stdout` are
/// written to as they are, the latter at their end.
class PartialFile {
 public:
  /// Makes missing parent folders. \throws InputError if `path` is a folder or names no file, OutputError, as all
  /// functions here, if it cannot be written.
  explicit PartialFile(const std::filesystem::path& path);
  /// For a program that ends at once: whoever begins a file from now on waits for the end.
  static void begin_no_more();
  /// Removes what programs that were killed while they wrote `path` have left. No other may be writing it.
  static void remove_abandoned(const std::filesystem::path& path);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  void write(const void* data, std::size_t size);
  /// Waits until all that was written is on the disk, so that not even a machine that fails after `finish` leaves an
  /// empty file in place of an earlier one.
  void sync();
  void finish();

 private:
  bool is_in_place() const { return temporary_ == target_; }
  void require() const;

  std::filesystem::path name_;  ///< as the user knows it
  std::filesystem::path target_, temporary_;
  std::optional<int> descriptor_;  ///< of the open file that the name stands for
  std::ofstream stream_;
  bool is_finished_ = false;
};

}  // namespace syncdreamer
