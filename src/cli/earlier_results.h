#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/generate_views.h"

namespace syncdreamer {

/// The folders of this run's samples in which there are views of an earlier run.
std::vector<std::filesystem::path> folders_with_views(const std::filesystem::path& folder,
                                                      const std::vector<GeneratedViews>& samples);

/// Removes what an earlier run left in the folder and this one did not replace: further views and samples, drafts, and
/// if it made them, their meshes.
void remove_further_views(const std::filesystem::path& folder, const std::vector<GeneratedViews>& samples,
                          bool had_mesh);

}  // namespace syncdreamer
