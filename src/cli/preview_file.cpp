#include "cli/preview_file.h"

#include <system_error>

#include "core/partial_file.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"

namespace syncdreamer {

void PreviewFile::remove() {
  if (!is_shown_.exchange(false)) return;
  std::error_code ignored;
  PartialFile::remove_abandoned(file_);  // first: another thread may be about to give one its last name
  std::filesystem::remove(file_, ignored);
}

void PreviewFile::show(const std::vector<std::vector<Image>>& rows) {
  std::vector<Image> cells;
  for (const std::vector<Image>& row : rows) cells.insert(cells.end(), row.begin(), row.end());
  if (cells.empty()) return;
  is_shown_ = true;
  write_png(file_, contact_sheet(cells, {.num_columns = static_cast<int>(rows.front().size()), .margin = 0}));
}

}  // namespace syncdreamer
