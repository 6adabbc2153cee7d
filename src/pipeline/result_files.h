#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/progress.h"
#include "pipeline/generate_views.h"
#include "pipeline/reconstruct_mesh.h"

namespace syncdreamer {

/// Where each sample is: in `folder` itself if there is one only, else in its sample-000 ...
std::vector<std::filesystem::path> sample_folders(const std::filesystem::path& folder, std::size_t num_samples);

/// Writes view-000.png ..., views.png (all in one row), drafts.png if there are drafts, and the cameras: cameras.json,
/// and for COLMAP those in kColmapFolder.
///
/// \throws InputError if the folder cannot be written.
void write_generated_views(const std::filesystem::path& folder, const GeneratedViews& generated);

/// The files that write_generated_views and write_reconstruction will write of so many views, drafts among them.
std::vector<std::filesystem::path> planned_views(const std::filesystem::path& folder, std::size_t num_views);
std::vector<std::filesystem::path> planned_reconstruction(const std::filesystem::path& folder, std::size_t num_views,
                                                          const ReconstructOptions& options);

/// Writes mesh.glb, mesh.obj with its material and picture, mesh.ply, turntable.mp4, turntable.gif, the masks used
/// (masks/000.png ...) and, if the options ask for them, maps of the views (maps/000-cutout.png, maps/000-normals.png,
/// maps/000-depth.png ..., see ViewMaps).
///
/// \param reconstruction  gets the seconds it took, as a stage of its own.
/// \param reporter        is told of the progress; most of it is the turntable's.
/// \throws InputError if the folder cannot be written.
void write_reconstruction(const std::filesystem::path& folder, Reconstruction& reconstruction,
                          const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                          const Reporter& reporter = {});

/// Writes a video of results, or warns where libav cannot encode it: they are what they are without.
///
/// \throws OutputError if the disk refuses.
void write_video(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write,
                 const Reporter& reporter);

/// Whether a file, a path in the folder of results, is one that write_reconstruction writes.
bool is_of_reconstruction(const std::filesystem::path& file);

/// Removes what write_reconstruction wrote.
void remove_reconstruction(const std::filesystem::path& folder);

/// Figures of a reconstruction for run.json: seconds by stage, losses, agreement with the views
/// (means over those that show something), shape of the mesh.
nlohmann::ordered_json reconstruction_to_json(const Reconstruction& reconstruction);

}  // namespace syncdreamer
