#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace syncdreamer {

/// Writes a whole file under a temporary name beside `path` and renames it, so that no reader ever sees half a file.
/// Missing parent folders are made.
///
/// \throws InputError if `path` is a folder or names no file, OutputError if the folder cannot be written or the disk
/// is full; no file is left behind then.
void write_file(const std::filesystem::path& path, std::string_view content);

/// \throws InputError if write_file cannot write there, to be known before the work whose result it is. Leaves nothing
/// behind; devices and pipes are not tried. An empty path is none.
void check_writable(const std::filesystem::path& path);

/// Where a path leads, absolute and without links; the absolute path where that cannot be told.
std::filesystem::path real_path(const std::filesystem::path& path);

/// Whether a file lies in a folder, or is that folder, whatever links lead there.
bool lies_in(const std::filesystem::path& folder, const std::filesystem::path& file);

/// The whole content of a file.
///
/// \param check_beginning  may throw after a look at the first 64 KiB (less of smaller files), before more is read.
/// \throws InputError if it cannot be read or is larger than `max_bytes`.
std::string read_file(const std::filesystem::path& path, std::size_t max_bytes = std::string::npos,
                      const std::function<void(std::string_view)>& check_beginning = {});

/// Whether links to folders are taken for these.
enum class FolderLinks { passed_over, followed };

/// The files in a folder and in its folders, but for folders that may not be read. Links to files count as files. A
/// folder that is linked to is listed once: where it lies, if that is in the folder, too. The order is the same each
/// time.
///
/// \throws InputError if they cannot be listed.
std::vector<std::filesystem::path> files_under(const std::filesystem::path& folder,
                                               FolderLinks links = FolderLinks::passed_over);

/// What is in a folder, in the order of the names. \throws InputError if it cannot be listed.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);

/// The same; what cannot be listed is left out.
std::vector<std::filesystem::path> readable_entries_of(const std::filesystem::path& folder);

/// Makes a folder and its parents. \throws OutputError if that fails, InputError if `path` is something else.
void make_folder(const std::filesystem::path& path);

}  // namespace syncdreamer
