#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "image/image.h"

namespace syncdreamer {

/// Reads a JPEG picture as it is stored: RGB, or grey if the file is; CMYK becomes RGB. The pixels are those of PIL.
///
/// \param name  stands for the path in error messages.
/// \throws InputError if the file is no such picture, is damaged or cut off, or has more than `max_pixels`.
Image decode_jpeg(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels);

}  // namespace syncdreamer
