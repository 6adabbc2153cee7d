#pragma once

#include <filesystem>

namespace syncdreamer {

/// Keeps other programs from writing into a folder at the same time, if they ask by the same means. Ends with this
/// object or the program, and leaves no file. It does nothing on file systems without locks, nor for folders that
/// cannot be opened.
class FolderLock {
 public:
  /// \throws InputError if another program holds the folder.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  bool is_held() const { return descriptor_ >= 0; }

  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace syncdreamer
