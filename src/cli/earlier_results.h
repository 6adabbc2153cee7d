#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/generate_views.h"

namespace syncdreamer {

/// The folders of this run's samples in which there are views of an earlier run.
std::vector<std::filesystem::path> folders_with_views(const std::filesystem::path& folder,
                                                      const std::vector<GeneratedViews>& samples);

/// Removes what an earlier run left in the folder and this one did not replace: further views and samples, drafts.
void remove_further_views(const std::filesystem::path& folder, const std::vector<GeneratedViews>& samples);

/// Removes an earlier mesh and its files, but only where mesh.glb, mesh.obj and turntable.mp4 are all there: otherwise
/// they may be somebody else's.
void remove_reconstruction(const std::filesystem::path& folder);

/// Removes masks of an earlier run with more views.
void remove_further_masks(const std::filesystem::path& folder, const std::vector<GeneratedViews>& samples);

}  // namespace syncdreamer
