#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace syncdreamer {

/// A picture of 8 bits a channel, rows from top to bottom, pixels interleaved.
///
/// 1 channel is grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is straight (not premultiplied).
struct Image {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<std::uint8_t> pixels;  ///< `height * width * channels` values.

  Image() = default;
  /// A picture whose every value is `value`.
  Image(int width_, int height_, int channels_, std::uint8_t value = 0)
      : width(width_),
        height(height_),
        channels(channels_),
        pixels(static_cast<std::size_t>(width_) * height_ * channels_, value) {}

  std::size_t index(int x, int y, int channel = 0) const {
    return (static_cast<std::size_t>(y) * width + x) * channels + channel;
  }
  std::uint8_t& at(int x, int y, int channel = 0) { return pixels[index(x, y, channel)]; }
  std::uint8_t at(int x, int y, int channel = 0) const { return pixels[index(x, y, channel)]; }
  bool empty() const { return pixels.empty(); }
  bool has_alpha() const { return channels == 2 || channels == 4; }
  /// Whether any pixel is not opaque, which 250 and more count as: resampling leaves 254 here and there. An alpha that
  /// is opaque everywhere says nothing.
  bool is_see_through() const;
};

/// The level of a channel for a value of 0 to 1, rounded; values outside count as the nearer end.
std::uint8_t byte_from_unit(std::floating_point auto unit) {
  return static_cast<std::uint8_t>(std::lround(std::clamp<decltype(unit)>(unit, 0, 1) * 255));
}

/// What a level of a depth picture of the training layout means, object units: depth = kDepthMin + kDepthRange * level
/// / 65535.
inline constexpr double kDepthMin = 0.6, kDepthRange = 1.8;

/// A depth picture of 16 bits. Nothing is 65535 in the training layout, and 0 in the maps of a mesh (see ViewMaps).
struct DepthImage16 {
  int width = 0;
  int height = 0;
  std::vector<std::uint16_t> pixels;  ///< `height * width` values.

  DepthImage16() = default;
  DepthImage16(int width_, int height_, std::uint16_t value = 0)
      : width(width_), height(height_), pixels(static_cast<std::size_t>(width_) * height_, value) {}

  std::uint16_t& at(int x, int y) { return pixels[static_cast<std::size_t>(y) * width + x]; }
  std::uint16_t at(int x, int y) const { return pixels[static_cast<std::size_t>(y) * width + x]; }
};

/// `640 x 480`.
std::string dimensions_text(std::int64_t width, std::int64_t height);

/// \throws std::logic_error unless the picture has 1 to 4 channels and as many values as its sides say.
void check_image(const Image& image);

/// The picture with 4 channels: grey is repeated, a missing alpha is 255.
Image to_rgba(const Image& image);

/// The picture with 3 channels: grey is repeated; alpha is dropped without blending.
Image to_rgb(const Image& image);

/// RGB over white: `c * alpha + 255 * (1 - alpha)`, rounded. A picture without alpha is only brought to 3 channels.
Image blend_on_white(const Image& image);

/// RGB over white in floating point, `[height, width, 3]` in 0 to 1: `c / 255 * a + (1 - a)` with `a = alpha / 255`,
/// not rounded.
std::vector<float> unit_rgb_on_white(const Image& image);

/// The part of `width` x `height` pixels whose top left corner is (left, top); what lies outside is 0.
Image crop(const Image& image, int left, int top, int width, int height);

/// Copies `source` into `target` with its top left corner at (left, top); what falls outside is left out. Both have the
/// same number of channels.
void paste(const Image& source, Image& target, int left, int top);

/// \throws InputError, in which `name` stands for the file, unless there are pixels and at most `max_pixels` of them.
void check_picture_size(std::int64_t width, std::int64_t height, std::int64_t max_pixels, const std::string& name);

}  // namespace syncdreamer
