#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "image/image.h"

namespace syncdreamer {

/// The ICC profile that a JPEG, PNG or WebP file carries: what colours its numbers mean. Empty if there is none, it is
/// damaged, or the program was built without Little CMS.
std::string color_profile(std::span<const std::byte> file);

/// A picture's numbers in sRGB instead of the colours of an ICC profile; alpha stays. Colours that sRGB does not have
/// become the next that it has. A profile of colours is used for grey pictures, too, and one of greys for a picture of
/// colours that are all grey. The picture is returned as it is if the profile cannot be used: empty or damaged, or for
/// other channels, as those of CMYK; or if it is sRGB's to within one step of 255.
Image convert_to_srgb(Image image, const std::string& profile);

/// The same for a file of 16 bits a channel, whose numbers are `samples`, in the picture's order: where a profile's
/// numbers are light, 8 bits tell little of what is dark.
///
/// \param image  has the upper 8 bits.
Image convert_to_srgb(Image image, std::span<const std::uint16_t> samples, const std::string& profile);

}  // namespace syncdreamer
