#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "image/image.h"

namespace syncdreamer {

/// The ICC profile that a JPEG, PNG or WebP file carries: what colours its numbers mean. Empty if there is none, it is
/// damaged, or the program was built without Little CMS.
std::string color_profile(std::span<const std::byte> file);

/// A picture's numbers in sRGB instead of the colours of an ICC profile; alpha stays. Colours that sRGB does not have
/// become the next that it has. The picture is returned as it is if the profile cannot be used: empty or damaged, or
/// for other channels, as those of CMYK; or if it is sRGB's to within one step of 255.
Image convert_to_srgb(Image image, const std::string& profile);

}  // namespace syncdreamer
