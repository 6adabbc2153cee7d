#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

/// Columns and rows of pixels, the last ones included.
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;

  int width() const { return right - left + 1; }
  int height() const { return bottom - top + 1; }
  int longer_side() const { return std::max(width(), height()); }
};

inline constexpr int kHalfOpaque = 128;  ///< the least alpha of what counts as half opaque

/// The pixels of RGBA whose alpha is at least so much.
Mask mask_of_opacity(const Image& rgba, int least_alpha);

/// The box around them; nothing if there are none.
std::optional<PixelBox> box_of_opacity(const Image& rgba, int least_alpha);

/// The box around the largest connected part of what is half opaque; nothing if there is none.
std::optional<PixelBox> box_of_largest_part(const Image& rgba);

/// The edges of a picture (`left`, `top, right` ...) that seem to cut its object off: what is more than half opaque
/// lies along them. Empty if there are none, and where the object touches all four, as in a picture cropped to it.
std::string edges_cutting(const Image& rgba);

/// Of the outline of what is more than half opaque, the share (0 to 1) along which the picture has no edge: where an
/// object was cut out of a plain background, next to nothing. Outline on the picture's border does not count. What is
/// no more than the background's noise is no edge.
///
/// \param picture  before its object was cut out, of the same size.
/// \param cut      RGBA, its alpha the object.
double outline_without_edge(const Image& picture, const Image& cut);

}  // namespace syncdreamer
