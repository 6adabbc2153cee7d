#pragma once

#include <span>

#include "image/image.h"

namespace syncdreamer {

/// The picture with an object's coverage as its alpha, but where nothing connected is half covered. Pixels that the
/// object covers in part take the colour of the nearest one that is wholly the object's, if there is one nearby: what
/// they show is mixed with the background.
///
/// \param coverage  `height * width`, 0 to 1.
/// \return RGBA; an alpha that the picture has is blended on white before.
/// \throws NoObjectError (see foreground.h) if nothing is half covered.
Image with_coverage(const Image& image, std::span<const float> coverage);

}  // namespace syncdreamer
