#pragma once

#include <atomic>
#include <filesystem>
#include <utility>

#include "image/image.h"

namespace syncdreamer {

/// A picture that is replaced while work goes on, whole at every moment, and gone when the work is over. What stood
/// there before the first one was shown stays until then.
class PreviewFile {
 public:
  explicit PreviewFile(std::filesystem::path file) : file_(std::move(file)) {}
  ~PreviewFile() { remove(); }
  PreviewFile(const PreviewFile&) = delete;
  PreviewFile& operator=(const PreviewFile&) = delete;

  /// \throws InputError if the file cannot be written.
  void show(const Image& picture);

  /// Takes away what was shown. May be called while another thread shows something.
  void remove();

 private:
  std::filesystem::path file_;
  std::atomic<bool> is_shown_ = false;
};

}  // namespace syncdreamer
