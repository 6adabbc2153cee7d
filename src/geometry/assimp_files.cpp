#include "geometry/assimp_files.h"

#include <assimp/DefaultIOSystem.h>
#include <assimp/MemoryIOWrapper.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/error.h"
#include "core/files.h"
#include "geometry/mesh_format.h"
#include "geometry/texture_file.h"

namespace syncdreamer {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // of UTF-8

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

/// Whether the first number of a PLY file is binary, and its first byte the least one of a fraction.
bool begins_with_least_byte(std::string_view header) {
  if (header.find("format binary_little_endian") == std::string_view::npos) return false;
  const std::string_view first = header.substr(std::min(header.find("property "), header.size()));
  return first.starts_with("property float") || first.starts_with("property double");
}

class FilesForAssimp : public Assimp::DefaultIOSystem {
 public:
  explicit FilesForAssimp(const std::filesystem::path& folder) : folder_((folder / "").string()) {}

  Assimp::IOStream* Open(const char* file, const char* mode) override {
    const std::string decoded = without_uri(file);
    if (decoded != file && !Exists(file)) return Open(decoded.c_str(), mode);
    if (!is_obj_file(file) && !is_ply_file(file)) return DefaultIOSystem::Open(file, mode);
    try {
      const std::string content = is_obj_file(file) ? obj_for_assimp(read_file(file)) : ply_for_assimp(read_file(file));
      auto bytes = std::make_unique<std::uint8_t[]>(content.size());
      std::copy(content.begin(), content.end(), bytes.get());
      constexpr bool kOwnsBytes = true;
      return new Assimp::MemoryIOStream(bytes.release(), content.size(), kOwnsBytes);  // Assimp deletes it
    } catch (const InputError&) {
      return nullptr;  // what Assimp expects of a file that cannot be read
    }
  }

 private:
  /// A path to what a model in the folder names by a URI.
  std::string without_uri(const std::string& path) const {
    return path.starts_with(folder_) ? folder_ + percent_decoded(path.substr(folder_.size())) : path;
  }

  const std::string folder_;
};

}  // namespace

std::string obj_for_assimp(std::string_view obj) {
  std::string text;
  text.reserve(obj.size());
  if (obj.starts_with(kByteOrderMark)) obj.remove_prefix(kByteOrderMark.size());
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

std::string ply_for_assimp(std::string ply) {
  constexpr std::string_view kEnd = "end_header\n";
  std::size_t end = ply.find(kEnd);
  if (end == std::string::npos) return ply;
  const std::size_t begin = end + kEnd.size();
  if (begin < ply.size() && begins_with_least_byte(std::string_view(ply).substr(0, end))) {
    if (ply[begin] == '\n' || ply[begin] == '\r') ++ply[begin];
  } else {
    ply.insert(end + kEnd.size() - 1, 1, '\r');
  }
  constexpr std::string_view kPrefix = "diffuse_";
  for (const char* const color : {"red", "green", "blue"}) {
    const std::size_t at = ply.find(std::string(" ").append(kPrefix).append(color));
    if (at > end) continue;
    ply.erase(at + 1, kPrefix.size());
    end -= kPrefix.size();
  }
  return ply;
}

std::unique_ptr<Assimp::IOSystem> files_for_assimp(const std::filesystem::path& folder) {
  return std::make_unique<FilesForAssimp>(folder);
}

}  // namespace syncdreamer
