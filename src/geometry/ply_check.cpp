#include "geometry/ply_check.h"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/files.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kLongestHeader = 1 << 20;
constexpr const char* kHeaderEnd = "end_header";

/// The beginning of a file up to the end of its header; empty if that does not come soon.
std::string header_of(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw InputError(path, "cannot be read (" + std::generic_category().message(errno) + ")");
  std::string beginning(kLongestHeader, '\0');
  stream.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<std::size_t>(stream.gcount()));
  const std::size_t end = beginning.find(kHeaderEnd);
  return end == std::string::npos ? "" : beginning.substr(0, end);
}

/// What a header says that matters here.
struct PlyHeader {
  unsigned long long num_elements = 0;
  bool is_binary = false;
  bool has_face_colors = false;

  explicit PlyHeader(const std::string& text) {
    std::istringstream lines(text);
    std::string element;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string keyword, second, third;
      words >> keyword >> second >> third;
      if (keyword == "format") is_binary = second.starts_with("binary");
      if (keyword == "property" && element == "face" && third == "red") has_face_colors = true;
      if (keyword != "element") continue;
      element = second;
      unsigned long long count = 0;
      if (std::istringstream(third) >> count) num_elements += count;
    }
  }
};

/// Lines with something in them from `begin` on, which is in the line before the first.
unsigned long long num_lines_after(std::size_t begin, const std::string& text) {
  unsigned long long found = 0;
  for (std::size_t at = text.find('\n', begin); at != std::string::npos; at = text.find('\n', at)) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at != std::string::npos) ++found;
  }
  return found;
}

}  // namespace

void check_ply(const std::filesystem::path& path, const Reporter& reporter) {
  const std::string text = header_of(path);
  if (text.empty()) return;
  const PlyHeader header(text);
  if (header.has_face_colors) reporter.warn(path.string() + ": the colours of its faces are left out");
  if (header.is_binary) return;
  const unsigned long long found = num_lines_after(text.size(), read_file(path));  // an element takes a line
  if (found < header.num_elements)
    throw InputError(path, "is cut off: found " + std::to_string(found) + " lines after its header, expected " +
                               std::to_string(header.num_elements));
}

}  // namespace syncdreamer
