#include "core/printable.h"

#include <algorithm>

namespace syncdreamer {
namespace {

constexpr std::string_view kGap = " ... ";

bool is_control(unsigned char letter) {
  return letter < ' ' || letter == 0x7F;
}

// U+0080 to U+009F, which some terminals obey too, are C2 80 to C2 9F in UTF-8.
bool is_control_of_utf8(std::string_view text, std::size_t place) {
  if (place + 1 >= text.size() || text[place] != '\xC2') return false;
  const auto next = static_cast<unsigned char>(text[place + 1]);
  return next >= 0x80 && next <= 0x9F;
}

}  // namespace

std::string printable(std::string_view text, std::size_t longest) {
  std::string line(text);
  if (text.size() > longest) {
    const std::size_t head = character_start(text, longest - longest / 4);
    const std::size_t tail = character_start(text, text.size() - longest / 4);
    line = std::string(text.substr(0, head)).append(kGap).append(text.substr(tail));
  }
  for (std::size_t place = 0; place < line.size(); ++place) {
    if (is_control_of_utf8(line, place)) line[place + 1] = '?', line[place] = '?';
    if (is_control(static_cast<unsigned char>(line[place]))) line[place] = '?';
  }
  return line;
}

std::size_t character_start(std::string_view text, std::size_t place) {
  while (place > 0 && place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80) --place;
  return place;
}

std::size_t shown_width(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

}  // namespace syncdreamer
