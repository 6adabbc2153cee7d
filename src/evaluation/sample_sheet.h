#pragma once

#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// An object on a sheet: its input picture stands before the first row.
struct SampleRows {
  Image input;
  std::vector<std::vector<Image>> rows;  ///< of equally many views
};

/// Objects one below the other, or side by side where few views are shown: as many as are not wider than one with 16
/// views. All have equally many rows.
///
/// \param num_views  how many views of each row are shown, evenly spaced from the first.
/// \return nothing without objects.
Image sample_sheet(const std::vector<SampleRows>& objects, int num_views);

}  // namespace syncdreamer
