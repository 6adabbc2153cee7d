#pragma once

#include "image/image.h"
#include "image/outline.h"

namespace syncdreamer {

/// The box of a picture without the bars of one colour that fill it up to another shape, above and below or left and
/// right of what it shows (letterbox, pillarbox): strips along two opposite edges, of one colour and about as wide,
/// each of which ends at a line where nearly all of the picture changes, at its ends all of it: objects have margins.
/// White strips are none: they may be the background of an object that fills the picture's width or height.
///
/// \param image  with pixels; what is transparent counts as white.
PixelBox box_without_bars(const Image& image);

}  // namespace syncdreamer
