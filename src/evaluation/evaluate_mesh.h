#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "geometry/camera.h"
#include "geometry/mesh.h"
#include "metrics/chamfer.h"
#include "metrics/depth_points.h"
#include "metrics/report.h"

namespace syncdreamer {

/// The cameras by which the paper compares meshes: 16 on the ring with 256 x 256 pixels.
std::vector<Camera> evaluation_cameras();

/// The surface points that cameras see of a mesh, one for each voxel of 0.01: what the paper's Chamfer distance
/// compares.
///
/// \param name  of the mesh in error messages.
/// \throws InputError if they see nothing.
std::vector<Vec3> visible_points(const Mesh& mesh, const std::string& name = "mesh",
                                 const std::vector<Camera>& cameras = evaluation_cameras(),
                                 DepthInterpolation rule = DepthInterpolation::perspective_correct);

/// What is seen of a true surface, and how a prediction is looked at to be compared with it.
struct SeenTruth {
  std::vector<Vec3> points;  ///< as visible_points
  std::vector<Camera> cameras = evaluation_cameras();
  DepthInterpolation rule = DepthInterpolation::perspective_correct;  ///< for the prediction
};

/// Of depth pictures of a rendered object, by the cameras of their folder (find_cameras), else the paper's: of each
/// frame the picture called after it (depth_name), without a file of cameras `000-depth.png` and so on. The rule is the
/// paper's, screen_linear.
///
/// \throws InputError if a picture is missing or has another size than its camera says.
SeenTruth seen_in_depth_pictures(const std::filesystem::path& folder);

struct MeshComparison {
  PointDistances points;
  double volume_iou = 0.0;
  double normal_consistency = 0.0;  ///< of the whole surfaces
  double misplacement = 0.0;        ///< mean distance of the prediction's points from its exact visible ones
};

/// Compares two meshes in the frame of the training renderings (unit box around the origin, z up).
///
/// \param seen  of the truth.
/// \throws InputError if the cameras see nothing of the prediction.
MeshComparison compare_meshes(const Mesh& truth, const SeenTruth& seen, const Mesh& prediction);

/// One row: Chamfer distance, its two halves, volume IoU, F-scores at 0.02 and 0.05, and normal consistency.
Report report_of(const MeshComparison& comparison, const std::string& name);

/// The same figures as members of one object: `chamfer`, `prediction_to_truth`, `truth_to_prediction`, `volume_iou`,
/// `f_score_0.02`, `f_score_0.05`, `normal_consistency`.
nlohmann::ordered_json comparison_to_json(const MeshComparison& comparison);

}  // namespace syncdreamer
