#include "image/view_files.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "core/lower_case.h"
#include "core/result_names.h"
#include "core/zero_padded.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

constexpr std::size_t kNumDigits = 3;

}  // namespace

bool is_picture_file(const path& file) {
  constexpr std::array kExtensions{".png", ".jpg", ".jpeg", ".webp"};
  return std::ranges::find(kExtensions, lower_case(file.extension().string())) != kExtensions.end();
}

std::string view_name(std::size_t number) {
  return kViewPrefix + zero_padded(number) + ".png";
}

std::optional<int> view_number(const path& file) {
  std::string stem = file.stem().string();
  if (stem.starts_with(kViewPrefix)) stem.erase(0, std::string_view(kViewPrefix).size());
  const bool is_number = stem.size() == kNumDigits && stem.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || !is_picture_file(file)) return std::nullopt;
  return std::stoi(stem);
}

std::map<int, path> find_views(const path& folder) {
  std::map<int, path> views;
  for (const path& entry : entries_of(folder)) {
    const std::optional<int> number = view_number(entry);
    if (!number) continue;
    const auto [known, is_new] = views.emplace(*number, entry);
    if (!is_new) {
      throw InputError(folder, "has view " + std::to_string(*number) + " twice: " + known->second.filename().string() +
                                   " and " + entry.filename().string());
    }
  }
  return views;
}

std::optional<path> find_view_row(const path& folder) {
  for (const char* name : {kViewRow, "0.png"}) {
    if (std::filesystem::exists(folder / name)) return folder / name;
  }
  return std::nullopt;
}

}  // namespace syncdreamer
