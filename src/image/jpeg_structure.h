#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace syncdreamer {

/// Checks what the JPEG decoder takes on trust: that the markers follow each other, that no Huffman table has more than
/// 256 codes (the decoder would write beyond its tables), and that the picture has an end (a picture that is cut off
/// decodes to grey stripes without complaint).
///
/// \param name  stands for the path in error messages.
/// \throws InputError naming what is wrong.
void check_jpeg_structure(std::span<const std::byte> bytes, const std::string& name);

}  // namespace syncdreamer
