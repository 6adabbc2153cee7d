#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

struct ContactSheetOptions {
  int num_columns = 0;            ///< 0: all pictures in one row.
  int margin = 0;                 ///< Pixels between the pictures and around them.
  std::uint8_t background = 255;  ///< The grey of margins and of cells that a picture does not fill.
};

/// Lays pictures out in rows and columns, each centred in a cell of the largest picture's size; RGB, alpha blended on
/// white.
Image contact_sheet(std::span<const Image> pictures, const ContactSheetOptions& options = {});

/// Cuts a row of `count` pictures of the same width, as contact_sheet makes it without margin, into its pictures. The
/// width is a multiple of `count`.
std::vector<Image> split_row(const Image& row, int count);

}  // namespace syncdreamer
