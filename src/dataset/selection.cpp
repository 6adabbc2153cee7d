#include "dataset/selection.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/random.h"

namespace syncdreamer {

namespace {

/// Lower case letters of a name, for which all bytes beyond ASCII are taken; all of it, if it has none.
std::string letters_of(const std::string& name) {
  std::string letters;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      letters += c;
    } else if (std::isalpha(byte) != 0) {
      letters += static_cast<char>(std::tolower(byte));
    }
  }
  return letters.empty() ? name : letters;
}

/// Whether collections call all their models, or the folders of their files, so.
bool says_nothing(const std::string& name) {
  static constexpr std::array kNames{
      "mesh", "meshes", "model", "modelnormalized", "models",  "object", "scene", "textured",
      "gltf", "glb",    "obj",   "source",          "untitled"};
  return std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace

std::string family_of(const std::filesystem::path& model) {
  std::string family = letters_of(model.stem().string());
  if (!says_nothing(family)) return family;
  for (std::filesystem::path folder = model.parent_path(); folder.has_filename(); folder = folder.parent_path()) {
    std::string name = letters_of(folder.filename().string());
    if (!says_nothing(name) && name != "." && name != "..") return name;
  }
  return family;
}

bool is_held_out(std::string_view family) {
  return fnv1a_64(family) % 10 == 0;
}

bool is_flat(const Box& box) {
  return box.empty() || box.shortest_side() < 0.05 * box.longest_side();
}

bool is_left_out(std::string_view family, const Box& box) {
  static constexpr std::array kNames{"window", "door",    "frame",   "curtain", "mirror",
                                     "blind",  "shutter", "picture", "poster"};
  const bool is_named = std::any_of(kNames.begin(), kNames.end(),
                                    [&](const char* name) { return family.find(name) != std::string_view::npos; });
  return is_named || is_flat(box);
}

}  // namespace syncdreamer
