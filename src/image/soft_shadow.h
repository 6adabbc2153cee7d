#pragma once

#include <cstddef>
#include <functional>

#include "image/color.h"
#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

/// Whether a colour is that of the background, or the same in a shadow.
bool is_darkened(const Color& color, const Color& background);

/// The soft shadow that an object throws on the ground: what is the background's colour but darker, begins without an
/// edge, as no object does, and lies in the lower half of what was taken for the object, or, if it has no edge to the
/// background there either, in the lower three quarters.
///
/// What of an object is smooth, has the background's hue and no edge to its shadow over some width is taken for shadow,
/// too; where that would be most of the object, nothing is.
///
/// \param picture     RGB or RGBA.
/// \param background  the colour of the background at a pixel, counted row by row, without the shadow.
/// \param object      what is not the background.
Mask soft_shadow(const Image& picture, const std::function<Color(std::size_t pixel)>& background, const Mask& object);

}  // namespace syncdreamer
