#pragma once

#include <string>

namespace syncdreamer {

/// A TIFF structure that holds an orientation.
inline std::string tiff_with(int orientation, bool big_endian) {
  const std::string value(1, static_cast<char>(orientation));
  return big_endian
             ? std::string("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + value + std::string(6, '\0')
             : std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + value + std::string(7, '\0');
}

/// A PNG file with an Exif chunk behind its header, whose checksum nobody asks for.
inline std::string png_with_orientation(const std::string& png, int orientation) {
  constexpr std::size_t kHeaderEnd = 33;
  const std::string tiff = tiff_with(orientation, true);
  const std::string length = std::string(3, '\0') + static_cast<char>(tiff.size());
  return png.substr(0, kHeaderEnd) + length + "eXIf" + tiff + std::string(4, '\0') + png.substr(kHeaderEnd);
}

/// A JPEG file with this TIFF structure in an Exif block behind its first marker.
inline std::string with_exif(const std::string& jpeg, const std::string& tiff) {
  const std::string content = std::string("Exif\0\0", 6) + tiff;
  const std::string block = std::string("\xFF\xE1\0", 3) + static_cast<char>(content.size() + 2) + content;
  return jpeg.substr(0, 2) + block + jpeg.substr(2);
}

/// The same with one that holds an orientation.
inline std::string with_orientation(const std::string& jpeg, int orientation, bool big_endian) {
  return with_exif(jpeg, tiff_with(orientation, big_endian));
}

}  // namespace syncdreamer
