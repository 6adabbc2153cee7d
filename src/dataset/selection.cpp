#include "dataset/selection.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/random.h"

namespace syncdreamer {

std::string family_of(const std::filesystem::path& model) {
  std::string family;
  for (const char c : model.stem().string()) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      family += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return family.empty() ? model.stem().string() : family;
}

bool is_held_out(std::string_view family) {
  return fnv1a_64(family) % 10 == 0;
}

bool is_left_out(std::string_view family, const Box& box) {
  static constexpr std::array kNames{"window", "door",    "frame",   "curtain", "mirror",
                                     "blind",  "shutter", "picture", "poster"};
  const bool is_named = std::any_of(kNames.begin(), kNames.end(),
                                    [&](const char* name) { return family.find(name) != std::string_view::npos; });
  return is_named || box.empty() || box.shortest_side() < 0.05 * box.longest_side();
}

}  // namespace syncdreamer
