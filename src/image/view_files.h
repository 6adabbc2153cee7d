#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace syncdreamer {

/// Whether a file's name is that of a PNG, JPEG or WebP.
bool is_picture_file(const std::filesystem::path& file);

/// The file of view `number`: view-000.png ...
std::string view_name(std::size_t number);

/// The number in the name of a view's picture: of `view-003.png`, or `003.jpg`; nothing for other names.
std::optional<int> view_number(const std::filesystem::path& file);

/// The views of an object in a folder, by number: pictures called `000.png`, `001.png` ... or `view-000.png` ..., as
/// PNG, JPEG or WebP. Empty if there are none.
///
/// \throws InputError if the folder cannot be read or a view is there twice.
std::map<int, std::filesystem::path> find_views(const std::filesystem::path& folder);

/// The picture of a folder in which all views stand side by side, if there is one: `views.png`, or `0.png` as the
/// authors' program calls it.
std::optional<std::filesystem::path> find_view_row(const std::filesystem::path& folder);

}  // namespace syncdreamer
