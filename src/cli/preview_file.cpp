#include "cli/preview_file.h"

#include <system_error>

#include "core/partial_file.h"
#include "image/image_io.h"

namespace syncdreamer {

void PreviewFile::remove() {
  if (!is_shown_.exchange(false)) return;
  std::error_code ignored;
  PartialFile::remove_abandoned(file_);  // first: another thread may be about to give one its last name
  std::filesystem::remove(file_, ignored);
}

void PreviewFile::show(const Image& picture) {
  is_shown_ = true;
  write_png(file_, picture);
}

}  // namespace syncdreamer
