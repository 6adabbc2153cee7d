#pragma once

#include <string>

#include "image/color_field.h"
#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

/// The background of a picture that is of one colour, or of one that a lamp or a lens shades.
struct PlainBackground {
  ColorField colors;
  int tolerance;  ///< how far colours may be from these that are the background's: what compression and noise change

  /// The pixels of RGBA that have the background's colour, wherever they lie.
  Mask mask(const Image& rgba) const;
};

/// Finds it along the border of RGBA, where an object may cover a quarter, and where it is shaded also in what is
/// connected to that.
///
/// \param name  stands for the picture in the error message.
/// \throws InputError if there is none.
PlainBackground find_plain_background(const Image& rgba, const std::string& name);

}  // namespace syncdreamer
