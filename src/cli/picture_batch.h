#pragma once

#include <filesystem>
#include <functional>
#include <vector>

namespace syncdreamer {

/// Works on pictures. What becomes of a single one goes into the output folder, of several into folders there that have
/// their names without extensions. A picture of several that fails is warned of, and the others are worked on.
///
/// \param work  gets a picture and the folder of its results.
/// \throws InputError what `work` throws for a single picture; if two pictures would have one folder; if it was
/// interrupted; in the end, if pictures failed.
void for_each_picture(
    const std::vector<std::filesystem::path>& pictures, const std::filesystem::path& output,
    const std::function<void(const std::filesystem::path& picture, const std::filesystem::path& folder)>& work);

}  // namespace syncdreamer
