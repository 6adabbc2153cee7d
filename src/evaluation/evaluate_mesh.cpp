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

/// The cameras of a folder of depth pictures, with the names of the pictures: by number where no file says them.
std::vector<PosedView> views_of_depth_pictures(const std::filesystem::path& folder) {
  if (const auto file = find_cameras(folder)) {
    return read_transforms_json(*file, [&](const std::string& name) {
      const DepthImage16 depth = read_depth_png(folder / depth_name(name));
      return std::array{depth.width, depth.height};
    });
  }
  std::vector<PosedView> views;
  for (const Camera& camera : evaluation_cameras()) views.push_back({zero_padded(views.size()) + ".png", {}, camera});
  return views;
}

}  // namespace

std::vector<Camera> evaluation_cameras() {
  std::vector<Camera> cameras;
  for (const Viewpoint& viewpoint : viewpoint_ring()) cameras.push_back(camera_at(viewpoint, kSize));
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

SeenTruth seen_in_depth_pictures(const std::filesystem::path& folder) {
  SeenTruth seen{{}, {}, DepthInterpolation::screen_linear};
  for (const PosedView& view : views_of_depth_pictures(folder)) {
    const Camera& camera = seen.cameras.emplace_back(view.camera);
    const std::filesystem::path file = folder / depth_name(view.file_name);
    const DepthImage16 image = read_depth_png(file);
    if (image.width != camera.width || image.height != camera.height) {
      throw InputError(file, "has " + dimensions_text(image.width, image.height) + " pixels, expected " +
                                 dimensions_text(camera.width, camera.height));
    }
    append_points(depth_from_image(image, file), camera, seen.points);
  }
  if (seen.points.empty()) throw InputError(folder, "its depth pictures show nothing");
  seen.points = average_in_voxels(seen.points, kVoxelSide);
  return seen;
}

MeshComparison compare_meshes(const Mesh& truth, const SeenTruth& seen, const Mesh& prediction) {
  const std::string name = "predicted mesh";
  const std::vector<Vec3> points = visible_points(prediction, name, seen.cameras, seen.rule);
  return {.points = point_distances(seen.points, points),
          .volume_iou = volume_iou(truth, prediction),
          .normal_consistency = normal_consistency(sample_surface(truth, kSurfaceSamples),
                                                   sample_surface(prediction, kSurfaceSamples, 1)),
          .misplacement = seen.rule == DepthInterpolation::perspective_correct
                              ? 0
                              : mean_distance(points, visible_points(prediction, name, seen.cameras))};
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
