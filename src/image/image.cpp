#include "image/image.h"

#include <algorithm>

#include "core/error.h"

namespace syncdreamer {

bool Image::is_see_through() const {
  constexpr int kOpaque = 250;
  if (!has_alpha()) return false;
  for (std::size_t i = static_cast<std::size_t>(channels) - 1; i < pixels.size();
       i += static_cast<std::size_t>(channels)) {
    if (pixels[i] < kOpaque) return true;
  }
  return false;
}

void check_image(const Image& image) {
  check(image.channels >= 1 && image.channels <= 4, "a picture does not have 1 to 4 channels");
  check(image.width >= 0 && image.height >= 0 && image.pixels.size() == image.index(0, image.height),
        "a picture's number of values does not fit its size");
}

Image to_rgba(const Image& image) {
  check_image(image);
  if (image.channels == 4) return image;
  Image result(image.width, image.height, 4, 255);
  const bool grey = image.channels <= 2;
  for (std::size_t i = 0, num_pixels = result.pixels.size() / 4; i < num_pixels; ++i) {
    const std::uint8_t* from = &image.pixels[i * image.channels];
    std::uint8_t* to = &result.pixels[i * 4];
    for (int c = 0; c < 3; ++c) to[c] = from[grey ? 0 : c];
    if (image.channels == 2) to[3] = from[1];
  }
  return result;
}

Image to_rgb(const Image& image) {
  check_image(image);
  if (image.channels == 3) return image;
  Image result(image.width, image.height, 3);
  const bool grey = image.channels <= 2;
  for (std::size_t i = 0, num_pixels = result.pixels.size() / 3; i < num_pixels; ++i) {
    const std::uint8_t* from = &image.pixels[i * image.channels];
    for (int c = 0; c < 3; ++c) result.pixels[i * 3 + c] = from[grey ? 0 : c];
  }
  return result;
}

Image blend_on_white(const Image& image) {
  if (!image.has_alpha()) return to_rgb(image);
  const Image rgba = to_rgba(image);
  Image result(image.width, image.height, 3);
  for (std::size_t i = 0, num_pixels = result.pixels.size() / 3; i < num_pixels; ++i) {
    const int alpha = rgba.pixels[i * 4 + 3];
    for (int c = 0; c < 3; ++c) {
      const int level = rgba.pixels[i * 4 + c] * alpha + 255 * (255 - alpha);
      result.pixels[i * 3 + c] = static_cast<std::uint8_t>((level + 127) / 255);
    }
  }
  return result;
}

std::vector<float> unit_rgb_on_white(const Image& image) {
  const Image rgba = to_rgba(image);
  const std::size_t num_pixels = rgba.pixels.size() / 4;
  std::vector<float> values(num_pixels * 3);
  for (std::size_t i = 0; i < num_pixels; ++i) {
    const float alpha = static_cast<float>(rgba.pixels[i * 4 + 3]) / 255.0f;
    const float white = 1.0f - alpha;  // rounded first, so that opaque pixels keep their exact value
    for (int c = 0; c < 3; ++c) {
      values[i * 3 + c] = static_cast<float>(rgba.pixels[i * 4 + c]) / 255.0f * alpha + white;
    }
  }
  return values;
}

Image crop(const Image& image, int left, int top, int width, int height) {
  check(width >= 0 && height >= 0, "crop: the size is negative");
  Image result(width, height, image.channels);
  paste(image, result, -left, -top);
  return result;
}

void paste(const Image& source, Image& target, int left, int top) {
  check_image(source);
  check_image(target);
  check(source.channels == target.channels, "paste: the pictures differ in their number of channels");
  // Places so far away that they are no ints from the other picture's side are as good as others out of sight.
  left = std::max(left, -source.width), top = std::max(top, -source.height);
  const int x_begin = std::max(0, -left);
  const int x_end = std::min(source.width, target.width - left);
  if (x_begin >= x_end) return;
  const std::size_t length = static_cast<std::size_t>(x_end - x_begin) * source.channels;
  for (int y = std::max(0, -top); y < std::min(source.height, target.height - top); ++y) {
    const std::uint8_t* row = source.pixels.data() + source.index(x_begin, y);
    std::copy_n(row, length, target.pixels.data() + target.index(x_begin + left, y + top));
  }
}

std::string dimensions_text(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

void check_picture_size(std::int64_t width, std::int64_t height, std::int64_t max_pixels, const std::string& name) {
  const std::string size = dimensions_text(width, height);
  if (width <= 0 || height <= 0) throw InputError(name + ": the picture has no pixels (" + size + ")");
  if (width > max_pixels || height > max_pixels || width * height > max_pixels) {
    throw InputError(name + ": the picture has " + size + " pixels, expected at most " + std::to_string(max_pixels) +
                     " in all");
  }
}

}  // namespace syncdreamer
