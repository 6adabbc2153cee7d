#pragma once

#include <optional>

#include "image/image.h"

namespace syncdreamer {

/// An object without the dark line with which drawings end it: every pixel of the line has the colour of the nearest
/// one within. From another side, where the line is no end of the object, it would be a stripe on it.
///
/// A line is dark, lies along the object's outline, and is no wider than 0.03 of the object's longer side. Lines
/// elsewhere stay, and dark parts that are wider.
///
/// \param object  RGBA.
/// \return nothing unless such a line follows 0.7 of the outline, between the outside and what is clearly brighter
///         than the line and darker than white: a white object is seen by its line alone.
std::optional<Image> without_drawn_line(const Image& object);

}  // namespace syncdreamer
