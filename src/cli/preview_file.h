#pragma once

#include <filesystem>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// Where the preview of a generation into `folder` stands.
inline std::filesystem::path preview_path(const std::filesystem::path& folder) {
  return folder / "preview.png";
}

/// A picture that is replaced while work goes on, whole at every moment, and gone when the work is over.
class PreviewFile {
 public:
  explicit PreviewFile(std::filesystem::path file) : file_(std::move(file)) {}
  ~PreviewFile();
  PreviewFile(const PreviewFile&) = delete;
  PreviewFile& operator=(const PreviewFile&) = delete;

  /// Shows rows of pictures of one size. \throws InputError if the file cannot be written.
  void show(const std::vector<std::vector<Image>>& rows);

 private:
  std::filesystem::path file_;
  bool is_shown_ = false;
};

}  // namespace syncdreamer
