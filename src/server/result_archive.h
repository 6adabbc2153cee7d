#pragma once

#include <filesystem>
#include <string>

namespace syncdreamer {

/// A ZIP archive of the files in a folder and in its folders, without hidden ones, in one folder of the same name. The
/// files are not compressed: most are pictures and videos.
///
/// \throws InputError if a file cannot be read or an archive cannot be made.
std::string archive_of(const std::filesystem::path& folder);

}  // namespace syncdreamer
