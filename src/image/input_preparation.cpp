#include "image/input_preparation.h"

#include <algorithm>

#include "core/error.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "image/outline.h"
#include "image/resize.h"

namespace syncdreamer {
namespace {

constexpr int kLargeObject = 100;  // pixels of its longer side

Image pad_to_square(const Image& image, int size) {
  Image square(size, size, image.channels);
  paste(image, square, (size - image.width) / 2, (size - image.height) / 2);
  return square;
}

Image crop_to_object(const Image& rgba) {
  const PixelBox box = box_of_opacity(rgba, 1).value();  // it has been found
  // Checkpoint quirk: the last column and row are left out, as in the program that prepared the training of the paper;
  // but not of small objects, which it would cut off visibly.
  const int left_out = box.longer_side() >= kLargeObject ? 1 : 0;
  return crop(rgba, box.left, box.top, std::max(1, box.width() - left_out), std::max(1, box.height() - left_out));
}

}  // namespace

Image prepare_input(const Image& image, int crop_size, int output_size, const std::string& name) {
  check(output_size > 0, "prepare_input: the output size is not positive");
  if (crop_size != kCropNone && (crop_size < 1 || crop_size > kPaperSize)) {
    throw InputError(name + ": found a crop size of " + std::to_string(crop_size) + ", expected 1 to " +
                     std::to_string(kPaperSize) + " or -1 (whole picture)");
  }
  const Image rgba = extract_foreground(image, name);
  const bool by_area = output_size < kPaperSize && kPaperSize % output_size == 0;
  const int size = by_area ? kPaperSize : output_size;
  Image square;
  if (crop_size == kCropNone) {
    const int side = std::max(rgba.width, rgba.height);
    check_picture_size(side, side, kMaxPixels, name + ", made square");
    square = resize_bicubic(pad_to_square(rgba, side), size, size);
  } else {
    const Image object = crop_to_object(rgba);
    const double side = static_cast<double>(crop_size) * size / kPaperSize;
    const double scale = side / std::max(object.width, object.height);
    const int width = std::max(1, static_cast<int>(scale * object.width));
    const int height = std::max(1, static_cast<int>(scale * object.height));
    square = pad_to_square(resize_bicubic(object, width, height), size);
  }
  return by_area ? shrink_by_area(square, kPaperSize / output_size) : square;
}

}  // namespace syncdreamer
