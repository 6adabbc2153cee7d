#include "geometry/obj_numbers.h"

#include <assimp/DefaultIOSystem.h>
#include <assimp/MemoryIOWrapper.h>

#include <algorithm>
#include <cstdint>

#include "core/error.h"
#include "core/files.h"
#include "geometry/mesh_io.h"

namespace syncdreamer {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

void append_with_zeros(std::string_view line, std::string& text) {
  char before = ' ';
  for (const char c : line) {
    const bool starts_number = is_blank(before) || before == '+' || before == '-';
    if (c == '.' && starts_number) text += '0';
    text += c;
    before = c;
  }
}

class FilesForAssimp : public Assimp::DefaultIOSystem {
 public:
  Assimp::IOStream* Open(const char* file, const char* mode) override {
    if (!is_obj_file(file)) return DefaultIOSystem::Open(file, mode);
    try {
      const std::string text = with_leading_zeros(read_file(file));
      auto bytes = std::make_unique<std::uint8_t[]>(text.size());
      std::copy(text.begin(), text.end(), bytes.get());
      constexpr bool kOwnsBytes = true;
      return new Assimp::MemoryIOStream(bytes.release(), text.size(), kOwnsBytes);  // Assimp deletes it
    } catch (const InputError&) {
      return nullptr;  // what Assimp expects of a file that cannot be read
    }
  }
};

}  // namespace

std::string with_leading_zeros(std::string_view obj) {
  std::string text;
  text.reserve(obj.size());
  while (!obj.empty()) {
    const std::string_view line = obj.substr(0, std::min(obj.find('\n'), obj.size() - 1) + 1);
    const std::string_view content = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
    if (content.starts_with('v')) {
      append_with_zeros(line, text);
    } else {
      text += line;
    }
    obj.remove_prefix(line.size());
  }
  return text;
}

std::unique_ptr<Assimp::IOSystem> files_for_assimp() {
  return std::make_unique<FilesForAssimp>();
}

}  // namespace syncdreamer
