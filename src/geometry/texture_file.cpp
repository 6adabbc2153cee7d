#include "geometry/texture_file.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <system_error>

#include "core/files.h"
#include "core/lower_case.h"

namespace syncdreamer {
namespace {

namespace fs = std::filesystem;

/// A file, or one whose name and folders differ from it in case alone; empty if there is none.
fs::path find_in_any_case(const fs::path& folder, const fs::path& name) {
  std::error_code ignored;
  if (fs::is_regular_file(folder / name, ignored)) return folder / name;
  fs::path found = folder;
  for (const fs::path& part : name) {
    fs::path next = found / part;
    if (!fs::exists(next, ignored)) {
      const auto entries = readable_entries_of(found.empty() ? "." : found);
      const auto alike = std::ranges::find_if(entries, [&](const fs::path& entry) {
        return lower_case(entry.filename().string()) == lower_case(part.string());
      });
      if (alike == entries.end()) return {};
      next = *alike;
    }
    found = next;
  }
  return fs::is_regular_file(found, ignored) ? found : fs::path();
}

}  // namespace

std::string percent_decoded(const std::string& uri) {
  std::string text;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    unsigned code = 0;
    const char *const begin = uri.data() + i + 1, *const end = begin + 2;
    const bool is_code = uri[i] == '%' && i + 2 < uri.size() && std::from_chars(begin, end, code, 16).ptr == end;
    text += is_code ? static_cast<char>(code) : uri[i];
    if (is_code) i += 2;
  }
  return text;
}

fs::path find_texture_file(const fs::path& model, std::string name) {
  std::ranges::replace(name, '\\', '/');
  while (!name.empty() && std::isspace(static_cast<unsigned char>(name.back()))) name.pop_back();
  for (const fs::path written : {name, percent_decoded(name)}) {
    for (const fs::path& candidate : {written, written.filename()}) {
      if (candidate.empty()) continue;
      if (fs::path found = find_in_any_case(model.parent_path(), candidate); !found.empty()) return found;
    }
  }
  return {};
}

}  // namespace syncdreamer
