#include "cli/earlier_results.h"

#include <system_error>

#include "core/result_names.h"
#include "geometry/colmap_model.h"
#include "image/view_files.h"
#include "pipeline/result_files.h"

namespace syncdreamer {
namespace {

/// Removes the views from a number on. \return whether there were any.
bool remove_views_from(const std::filesystem::path& folder, std::size_t number) {
  std::error_code ignored;
  const std::size_t first = number;
  while (std::filesystem::remove(folder / view_name(number), ignored)) ++number;
  return number > first;
}

/// Removes all views of an earlier run and what describes them. \return whether there were any.
bool remove_all_views(const std::filesystem::path& folder, bool had_mesh) {
  if (!remove_views_from(folder, 0)) return false;
  std::error_code ignored;
  for (const char* name : {kCamerasFile, kViewRow, kDraftRow}) std::filesystem::remove(folder / name, ignored);
  remove_colmap_model(folder / kColmapFolder);
  if (had_mesh) remove_reconstruction(folder);
  return true;
}

}  // namespace

std::vector<std::filesystem::path> folders_with_views(const std::filesystem::path& folder,
                                                      const std::vector<GeneratedViews>& samples) {
  std::vector<std::filesystem::path> places = sample_folders(folder, samples.size());
  std::error_code unreadable;
  std::erase_if(places, [&](const auto& place) { return !std::filesystem::exists(place / view_name(0), unreadable); });
  return places;
}

void remove_further_views(const std::filesystem::path& folder, const std::vector<GeneratedViews>& samples,
                          bool had_mesh) {
  const std::vector<std::filesystem::path> places = sample_folders(folder, samples.size());
  std::error_code ignored;  // a folder that holds something else stays
  for (const std::filesystem::path& place : places) {
    remove_views_from(place, samples.front().views.size());
    if (samples.front().drafts.empty()) std::filesystem::remove(place / kDraftRow, ignored);
  }
  if (places.size() > 1) remove_all_views(folder, had_mesh);
  std::size_t further = places.size() > 1 ? places.size() : 0;
  while (remove_all_views(sample_folder(folder, further), had_mesh))
    std::filesystem::remove(sample_folder(folder, further++), ignored);
}

}  // namespace syncdreamer
