#include "image/contact_sheet.h"

#include <algorithm>

#include "core/error.h"

namespace syncdreamer {

Image contact_sheet(std::span<const Image> pictures, const ContactSheetOptions& options) {
  check(!pictures.empty(), "contact_sheet: there is no picture");
  check(options.num_columns >= 0 && options.margin >= 0, "contact_sheet: an option is negative");
  int cell_width = 0, cell_height = 0;
  for (const Image& picture : pictures) {
    cell_width = std::max(cell_width, picture.width);
    cell_height = std::max(cell_height, picture.height);
  }
  const int count = static_cast<int>(pictures.size());
  const int num_columns = options.num_columns > 0 ? std::min(options.num_columns, count) : count;
  const int num_rows = (count + num_columns - 1) / num_columns;
  const int step_x = cell_width + options.margin;
  const int step_y = cell_height + options.margin;
  Image sheet(num_columns * step_x + options.margin, num_rows * step_y + options.margin, 3, options.background);
  for (int i = 0; i < count; ++i) {
    const Image& picture = pictures[static_cast<std::size_t>(i)];
    const int left = options.margin + i % num_columns * step_x + (cell_width - picture.width) / 2;
    const int top = options.margin + i / num_columns * step_y + (cell_height - picture.height) / 2;
    paste(blend_on_white(picture), sheet, left, top);
  }
  return sheet;
}

std::vector<Image> split_row(const Image& row, int count) {
  check(count > 0 && row.width % count == 0, "split_row: the width is no multiple of the number of pictures");
  const int width = row.width / count;
  std::vector<Image> pictures;
  for (int i = 0; i < count; ++i) pictures.push_back(crop(row, i * width, 0, width, row.height));
  return pictures;
}

}  // namespace syncdreamer
