#pragma once

#include <array>
#include <optional>
#include <string>

#include "image/image.h"

namespace syncdreamer {

/// Columns and rows of pixels, the last ones included.
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;

  int longer_side() const;
};

/// The box around the pixels of RGBA whose alpha is at least so much; nothing if there are none.
std::optional<PixelBox> box_of_opacity(const Image& rgba, int least_alpha);

/// `left`, `top, right` ... in words: the picture's edges along which an object, more than half opaque, seems to be cut
/// off; none of a picture that was cropped to its object, which touches all of them.
std::string edges_cutting(const Image& rgba);

/// Of the outline of what is more than half opaque, the share (0 to 1) along which the picture has no edge: where an
/// object was cut out of a plain background, next to nothing. Outline on the picture's border does not count.
///
/// \param picture  before its object was cut out, of the same size.
/// \param cut      RGBA, its alpha the object.
double outline_without_edge(const Image& picture, const Image& cut);

}  // namespace syncdreamer
