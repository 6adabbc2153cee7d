#pragma once

#include <filesystem>
#include <vector>

#include "geometry/mesh.h"
#include "geometry/transforms_json.h"

namespace syncdreamer {

/// Where COLMAP projects have their model, beside the pictures: what programs for Gaussian splatting read.
inline constexpr const char* kColmapFolder = "sparse/0";
/// Its files.
inline constexpr const char *kColmapCameras = "cameras.txt", *kColmapImages = "images.txt",
                            *kColmapPoints = "points3D.txt";

/// Writes cameras as a COLMAP model of text files: cameras.txt (one PINHOLE camera for each view), images.txt and a
/// points3D.txt without points. COLMAP's axes (OpenCV's) and pixels (centres at i + 0.5) are those of Camera.
///
/// \param folder  of the three files.
/// \throws OutputError if it cannot be written.
void write_colmap_cameras(const std::filesystem::path& folder, const std::vector<PosedView>& views);

/// Writes points3D.txt: the vertices of a mesh with their colours (grey where it has none), seen in no picture.
void write_colmap_points(const std::filesystem::path& folder, const Mesh& mesh);

}  // namespace syncdreamer
