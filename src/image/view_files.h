#pragma once

#include <filesystem>
#include <map>
#include <optional>

namespace syncdreamer {

/// The views of an object in a folder, by number: pictures called `000.png`, `001.png` ... or `view-000.png` ..., as
/// PNG, JPEG or WebP. Empty if there are none.
///
/// \throws InputError if the folder cannot be read or a view is there twice.
std::map<int, std::filesystem::path> find_views(const std::filesystem::path& folder);

/// The picture of a folder in which all views stand side by side, if there is one: `views.png`, or `0.png` as the
/// authors' program calls it.
std::optional<std::filesystem::path> find_view_row(const std::filesystem::path& folder);

}  // namespace syncdreamer
