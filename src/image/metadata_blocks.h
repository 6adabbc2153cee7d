#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace syncdreamer {

/// A piece of a picture's file.
struct MetadataBlock {
  std::string_view name;  ///< of a JPEG's segment its marker, such as "\xFF\xE1"; of other chunks four letters
  std::span<const std::byte> data;  ///< as far as the file goes
};

/// The segments before the scans of a JPEG file, or the chunks of a PNG or WebP file, in their order; those up to the
/// damage of a damaged one.
std::vector<MetadataBlock> metadata_blocks(std::span<const std::byte> file);

}  // namespace syncdreamer
