#pragma once

#include <filesystem>

namespace syncdreamer {

/// A folder that is made where there is none, and in the end goes again, with the parents that were made for it, if
/// nothing has come into it.
class MadeFolder {
 public:
  /// \throws InputError if it cannot be made.
  explicit MadeFolder(const std::filesystem::path& path);
  ~MadeFolder() { remove_if_empty(); }
  MadeFolder(const MadeFolder&) = delete;
  MadeFolder& operator=(const MadeFolder&) = delete;

  /// What the end does. May be called from another thread.
  void remove_if_empty() const noexcept;

 private:
  std::filesystem::path path_;   ///< absolute, without links
  std::filesystem::path first_;  ///< that was made, the folder itself or a parent; empty: it was there
};

}  // namespace syncdreamer
