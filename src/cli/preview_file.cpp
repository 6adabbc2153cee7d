#include "cli/preview_file.h"

#include <system_error>

#include "image/contact_sheet.h"
#include "image/image_io.h"

namespace syncdreamer {

PreviewFile::~PreviewFile() {
  std::error_code ignored;
  if (is_shown_) std::filesystem::remove(file_, ignored);
}

void PreviewFile::show(const std::vector<std::vector<Image>>& rows) {
  std::vector<Image> cells;
  for (const std::vector<Image>& row : rows) cells.insert(cells.end(), row.begin(), row.end());
  if (cells.empty()) return;
  write_png(file_, contact_sheet(cells, {.num_columns = static_cast<int>(rows.front().size()), .margin = 0}));
  is_shown_ = true;
}

}  // namespace syncdreamer
