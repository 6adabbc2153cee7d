#include "train/picture_sheet.h"

#include <ATen/ATen.h>

#include <vector>

#include "image/contact_sheet.h"
#include "image/image_tensor.h"

namespace syncdreamer {

Image picture_sheet(const at::Tensor& pictures) {
  std::vector<Image> cells;
  for (const at::Tensor& row : pictures.unbind(0)) {
    for (const at::Tensor& picture : row.unbind(0)) cells.push_back(image_from_tensor(picture));
  }
  return contact_sheet(cells, {.num_columns = static_cast<int>(pictures.size(1)), .margin = 1, .background = 224});
}

}  // namespace syncdreamer
