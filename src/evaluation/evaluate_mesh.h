#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "geometry/camera.h"
#include "geometry/mesh.h"
#include "metrics/chamfer.h"
#include "metrics/depth_points.h"
#include "metrics/report.h"

namespace syncdreamer {

/// The cameras by which meshes are compared: those of a folder of depth pictures that holds a `cameras.json`, otherwise
/// the paper's, 16 on the ring with 256 x 256 pixels.
std::vector<Camera> evaluation_cameras(const std::filesystem::path& depth_folder = {});

/// The surface points that cameras see of a mesh, one for each voxel of 0.01: what the paper's Chamfer distance
/// compares.
///
/// \param name  of the mesh in error messages.
/// \throws InputError if they see nothing.
std::vector<Vec3> visible_points(const Mesh& mesh, const std::string& name = "mesh",
                                 const std::vector<Camera>& cameras = evaluation_cameras(),
                                 DepthInterpolation rule = DepthInterpolation::perspective_correct);

/// The same from the depth pictures of a rendered object and the cameras of their folder (find_cameras): of each frame
/// the one called after it (depth_name), without a file of cameras `000-depth.png` and so on.
///
/// \throws InputError if a picture is missing or has another size than its camera says.
std::vector<Vec3> visible_points(const std::filesystem::path& depth_folder);

struct MeshComparison {
  PointDistances points;
  double volume_iou = 0.0;
  double normal_consistency = 0.0;  ///< of the whole surfaces
  double misplacement = 0.0;        ///< mean distance of the prediction's points from its exact visible ones
};

/// Compares two meshes in the frame of the training renderings (unit box around the origin, z up).
///
/// \param truth_points  what the cameras see of the truth, see visible_points.
/// \param rule          for the prediction; the paper's is screen_linear.
/// \throws InputError if the cameras see nothing of the prediction.
MeshComparison compare_meshes(const Mesh& truth, std::span<const Vec3> truth_points, const Mesh& prediction,
                              const std::vector<Camera>& cameras = evaluation_cameras(),
                              DepthInterpolation rule = DepthInterpolation::perspective_correct);

/// One row: Chamfer distance, its two halves, volume IoU, F-scores at 0.02 and 0.05, and normal consistency.
Report report_of(const MeshComparison& comparison, const std::string& name);

/// The same figures as members of one object: `chamfer`, `prediction_to_truth`, `truth_to_prediction`, `volume_iou`,
/// `f_score_0.02`, `f_score_0.05`, `normal_consistency`.
nlohmann::ordered_json comparison_to_json(const MeshComparison& comparison);

}  // namespace syncdreamer
