#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "image/image.h"

namespace syncdreamer {

/// Whether a file begins as a WebP picture does.
bool is_webp(std::span<const std::byte> bytes);

/// Reads a WebP picture as it is stored: RGB, or RGBA if the file has an alpha channel. The pixels are those of PIL.
///
/// \param name  stands for the path in error messages.
/// \throws InputError if the file is no such picture, moves, is damaged or cut off, or has more than `max_pixels`; for
/// every file if the program was built without libwebp.
Image decode_webp(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels);

}  // namespace syncdreamer
