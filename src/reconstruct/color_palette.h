#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// Up to 256 colours that stand for all colours of some pictures: of the boxes of colours, the one with the largest
/// squared error is split at its mean until there are enough (variance-based quantization).
class ColorPalette {
 public:
  using Rgb = std::array<std::uint8_t, 3>;

  /// \param pictures  RGB or RGBA; at least one pixel.
  explicit ColorPalette(const std::vector<Image>& pictures);

  const std::vector<Rgb>& colors() const { return colors_; }

  /// Index of the colour nearest to `color`, where colours that agree in their upper six bits are one.
  std::uint8_t nearest(Rgb color);

 private:
  std::vector<Rgb> colors_;
  std::vector<std::int16_t> known_;  ///< per bin of similar colours, its nearest colour, -1 before it was asked for
};

}  // namespace syncdreamer
