#pragma once

#include <string>

#include "core/error.h"
#include "image/image.h"

namespace syncdreamer {

/// Thrown for a picture that shows nothing.
class NoObjectError : public InputError {
 public:
  using InputError::InputError;
};

/// What becomes of places inside the object that have the background's colour: white parts of it, or what is seen
/// through a handle. A picture alone does not say which.
enum class EnclosedBackground { kept, cut_out };

/// Separates the object from its background.
///
/// A picture with alpha comes back with it; an alpha that is 255 everywhere counts as none. Without alpha the
/// background must be plain, if shaded (see find_plain_background): what is connected to the border and resembles it
/// becomes transparent, and the edge becomes soft by the distance between the two colours. Specks and soft shadows (see
/// soft_shadow) are removed, and, where a picture is rough as JPEG makes it, narrow faint things close beside the
/// object; enclosed places that are cut out are as wide as a hundredth of the picture.
///
/// \param name  stands for the picture in error messages.
/// \return RGBA, straight alpha.
/// \throws NoObjectError if all is transparent or nothing but background, or the object is too small; InputError if the
/// background is not plain.
Image extract_foreground(const Image& image, const std::string& name,
                         EnclosedBackground enclosed = EnclosedBackground::kept);

}  // namespace syncdreamer
