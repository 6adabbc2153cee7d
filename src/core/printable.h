#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncdreamer {

/// A text out of a file as people may see it in a terminal or a log: one line, control characters (those of UTF-8 too)
/// replaced by '?'. What is longer than `longest` bytes loses its middle.
std::string printable(std::string_view text, std::size_t longest = std::string_view::npos);

/// The number of characters of a UTF-8 text, which is what it takes of a line.
std::size_t shown_width(std::string_view text);

/// Where the character of a UTF-8 text begins that the byte at `place` is of; the end stays the end.
std::size_t character_start(std::string_view text, std::size_t place);

}  // namespace syncdreamer
