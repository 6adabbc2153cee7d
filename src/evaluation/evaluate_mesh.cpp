#include "evaluation/evaluate_mesh.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/result_names.h"
#include "core/zero_padded.h"
#include "dataset/view_folder.h"
#include "geometry/transforms_json.h"
#include "image/image_io.h"
#include "metrics/normal_consistency.h"
#include "metrics/volume_iou.h"

namespace syncdreamer {
namespace {

constexpr int kSize = 256;
constexpr int kSurfaceSamples = 100000;
constexpr double kVoxelSide = 0.01;

std::vector<std::pair<const char*, double>> figures_of(const MeshComparison& comparison) {
  const PointDistances& points = comparison.points;
  return {{"chamfer", points.chamfer()},
          {"prediction_to_truth", summarize(points.prediction_to_truth).mean},
          {"truth_to_prediction", summarize(points.truth_to_prediction).mean},
          {"volume_iou", comparison.volume_iou},
          {"f_score_0.02", points.f_score(0.02)},
          {"f_score_0.05", points.f_score(0.05)},
          {"normal_consistency", comparison.normal_consistency}};
}

/// What evaluation_cameras says, with the names of the pictures: by number where no file says them.
std::vector<PosedView> evaluation_views(const std::filesystem::path& depth_folder) {
  if (const auto file = depth_folder.empty() ? std::nullopt : find_cameras(depth_folder)) {
    return read_transforms_json(*file, [&](const std::string& name) {
      const DepthImage16 depth = read_depth_png(depth_folder / depth_name(name));
      return std::array{depth.width, depth.height};
    });
  }
  std::vector<PosedView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring())
    views.push_back({zero_padded(views.size()) + ".png", viewpoint, camera_at(viewpoint, kSize)});
  return views;
}

}  // namespace

std::vector<Camera> evaluation_cameras(const std::filesystem::path& depth_folder) {
  std::vector<Camera> cameras;
  for (const PosedView& view : evaluation_views(depth_folder)) cameras.push_back(view.camera);
  return cameras;
}

std::vector<Vec3> visible_points(const Mesh& mesh, const std::string& name, const std::vector<Camera>& cameras,
                                 DepthInterpolation rule) {
  std::vector<Vec3> points;
  for (const Camera& camera : cameras) append_points(rasterize_depth(mesh, camera, rule), camera, points);
  if (points.empty()) {
    throw InputError("the " + std::to_string(cameras.size()) + " views see nothing of the " + name +
                     "; expected it around the origin");
  }
  return average_in_voxels(points, kVoxelSide);
}

std::vector<Vec3> visible_points(const std::filesystem::path& depth_folder) {
  std::vector<Vec3> points;
  for (const PosedView& view : evaluation_views(depth_folder)) {
    const Camera& camera = view.camera;
    const std::filesystem::path file = depth_folder / depth_name(view.file_name);
    const DepthImage16 image = read_depth_png(file);
    if (image.width != camera.width || image.height != camera.height) {
      throw InputError(file, "has " + dimensions_text(image.width, image.height) + " pixels, expected " +
                                 dimensions_text(camera.width, camera.height));
    }
    append_points(depth_from_image(image, file), camera, points);
  }
  if (points.empty()) throw InputError(depth_folder, "its depth pictures show nothing");
  return average_in_voxels(points, kVoxelSide);
}

MeshComparison compare_meshes(const Mesh& truth, std::span<const Vec3> truth_points, const Mesh& prediction,
                              const std::vector<Camera>& cameras, DepthInterpolation rule) {
  const std::string name = "predicted mesh";
  const std::vector<Vec3> points = visible_points(prediction, name, cameras, rule);
  return {.points = point_distances(truth_points, points),
          .volume_iou = volume_iou(truth, prediction),
          .normal_consistency = normal_consistency(sample_surface(truth, kSurfaceSamples),
                                                   sample_surface(prediction, kSurfaceSamples, 1)),
          .misplacement = rule == DepthInterpolation::perspective_correct
                              ? 0
                              : mean_distance(points, visible_points(prediction, name, cameras))};
}

Report report_of(const MeshComparison& comparison, const std::string& name) {
  Report report{.row_title = "object", .columns = {}, .rows = {{name, {}}}};
  for (const auto& [figure, value] : figures_of(comparison)) {
    report.columns.emplace_back(figure);
    report.rows[0].values.push_back(value);
  }
  return report;
}

nlohmann::ordered_json comparison_to_json(const MeshComparison& comparison) {
  nlohmann::ordered_json json;
  for (const auto& [figure, value] : figures_of(comparison)) json[figure] = value;
  return json;
}

}  // namespace syncdreamer
