#include "geometry/ply_check.h"

#include <sstream>
#include <string>

#include "core/error.h"
#include "core/files.h"

namespace syncdreamer {

void check_ply(const std::filesystem::path& path) {
  const std::string ply = read_file(path);
  const std::size_t end = ply.find("end_header");
  if (end == std::string::npos) return;
  // An element takes a line.
  std::istringstream header(ply.substr(0, end));
  std::string line, word, name;
  unsigned long long announced = 0, count = 0, found = 0;
  while (std::getline(header, line)) {
    if (line.starts_with("format binary")) return;
    std::istringstream words(line);
    if (words >> word >> name >> count && word == "element") announced += count;
  }
  for (std::size_t at = ply.find('\n', end); at != std::string::npos; at = ply.find('\n', at)) {
    at = ply.find_first_not_of(" \t\r\n", at);
    if (at != std::string::npos) ++found;
  }
  if (found < announced)
    throw InputError(path, "is cut off: found " + std::to_string(found) + " lines after its header, expected " +
                               std::to_string(announced));
}

}  // namespace syncdreamer
