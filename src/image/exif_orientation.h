#pragma once

#include <cstddef>
#include <span>

#include "image/image.h"

namespace syncdreamer {

/// How a camera was held, from the Exif block of a JPEG, PNG or WebP file: 1 (upright) to 8, as the Exif standard
/// numbers it. 1 if the file does not say or is damaged.
int exif_orientation(std::span<const std::byte> file);

/// Turns and mirrors a picture of the given orientation so that it is upright.
Image make_upright(Image image, int orientation);

}  // namespace syncdreamer
