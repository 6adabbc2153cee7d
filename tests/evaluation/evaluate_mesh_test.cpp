#include "evaluation/evaluate_mesh.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "geometry/mesh_io.h"
#include "geometry/transforms_json.h"
#include "image/image_io.h"
#include "metrics/depth_points.h"
#include "metrics/volume_iou.h"
#include "tests/support/reference_files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(EvaluateMesh, prediction_out_of_sight_is_refused) {
  Mesh mesh;
  mesh.vertices = {{50, 50, 50}, {51, 50, 50}, {50, 51, 50}};
  mesh.triangles = {{0, 1, 2}};
  const std::vector<Vec3> points = {{0, 0, 0}};
  EXPECT_THROW(compare_meshes(mesh, {points}, mesh), InputError);
}

Mesh make_octahedron() {
  Mesh octahedron;
  octahedron.vertices = {{.5, 0, 0}, {-.5, 0, 0}, {0, .5, 0}, {0, -.5, 0}, {0, 0, .5}, {0, 0, -.5}};
  octahedron.triangles = {{0, 2, 4}, {2, 1, 4}, {1, 3, 4}, {3, 0, 4}, {2, 0, 5}, {1, 2, 5}, {3, 1, 5}, {0, 3, 5}};
  return octahedron;
}

TEST(EvaluateMesh, depth_pictures_are_of_the_cameras_beside_them) {
  const TemporaryFolder folder;
  const Mesh octahedron = make_octahedron();
  std::vector<PosedView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring(5, -40)) {
    const Camera camera = camera_at(viewpoint, 64);
    const DepthMap depth = rasterize_depth(octahedron, camera, DepthInterpolation::perspective_correct);
    DepthImage16 picture(64, 64, 65535);
    for (std::size_t i = 0; i < depth.depth.size(); ++i) {
      const double level = (depth.depth[i] - kDepthMin) / kDepthRange * 65535;
      if (depth.depth[i] > 0) picture.pixels[i] = static_cast<std::uint16_t>(std::lround(level));
    }
    const std::string number = "00" + std::to_string(views.size());
    write_png(folder / (number + "-depth.png"), picture);
    views.push_back({number + ".png", viewpoint, camera});
  }
  std::swap(views[0], views[3]);  // pictures go by the frames' names, not by their order
  write_transforms_json(folder / "cameras.json", views);
  const auto compare_exactly = [&] {
    SeenTruth seen = seen_in_depth_pictures(folder.path());
    EXPECT_EQ(seen.cameras.size(), 5U);
    seen.rule = DepthInterpolation::perspective_correct;
    return compare_meshes(octahedron, seen, octahedron);
  };
  const MeshComparison same = compare_exactly();
  EXPECT_LT(same.points.chamfer(), 1e-3) << "a step of the depth is 3e-5";
  auto root = nlohmann::json::parse(read_file(folder / "cameras.json"));
  root.erase("w"), root.erase("h");
  write_file(folder / "transforms.json", root.dump());
  std::filesystem::remove(folder / "cameras.json");
  const MeshComparison of_others = compare_exactly();
  EXPECT_EQ(of_others.points.chamfer(), same.points.chamfer()) << "nerfstudio's name; sizes are those of the pictures";
  write_transforms_json(folder / "cameras.json", views);
  write_png(folder / "002-depth.png", DepthImage16(32, 64, 65535));
  EXPECT_THAT(refusal_of([&] { seen_in_depth_pictures(folder.path()); }), testing::HasSubstr("expected 64 x 64"));
}

TEST(EvaluateMesh, a_mesh_beside_itself_gets_the_best_figures) {
  const Mesh octahedron = make_octahedron();
  const auto json = comparison_to_json(compare_meshes(octahedron, {visible_points(octahedron)}, octahedron));
  EXPECT_EQ(json["chamfer"], 0.0);
  for (const char* name : {"volume_iou", "f_score_0.02", "f_score_0.05"}) EXPECT_EQ(json[name], 1.0) << name;
  EXPECT_GT(json["normal_consistency"], 0.99);
  EXPECT_LE(json["normal_consistency"], 1.0 + 1e-9);
}

TEST(EvaluateMesh, figures_are_those_of_their_names) {
  MeshComparison comparison;
  comparison.points.prediction_to_truth = {0.01, 0.03};
  comparison.points.truth_to_prediction = {0.04};
  comparison.volume_iou = 0.25;
  comparison.normal_consistency = 0.75;
  const std::vector<std::pair<const char*, double>> expected{
      {"chamfer", 0.03},   {"prediction_to_truth", 0.02}, {"truth_to_prediction", 0.04}, {"volume_iou", 0.25},
      {"f_score_0.02", 0}, {"f_score_0.05", 1},           {"normal_consistency", 0.75}};
  const nlohmann::ordered_json json = comparison_to_json(comparison);
  const Report report = report_of(comparison, "cup");
  ASSERT_EQ(json.size(), expected.size());
  ASSERT_EQ(report.columns.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& [name, value] = expected[i];
    EXPECT_NEAR(json.at(name).get<double>(), value, 1e-12) << name;
    EXPECT_EQ(report.columns[i], name);
    EXPECT_NEAR(report.rows.at(0).values.at(i), value, 1e-12) << name;
  }
}

TEST(EvaluateMesh, the_paper_s_depth_misplaces_the_points_of_large_triangles) {
  const Mesh octahedron = make_octahedron();
  const std::vector<Vec3> points = visible_points(octahedron);
  const MeshComparison own = compare_meshes(octahedron, {points}, octahedron);
  EXPECT_EQ(own.misplacement, 0);
  const MeshComparison paper =
      compare_meshes(octahedron, {points, evaluation_cameras(), DepthInterpolation::screen_linear}, octahedron);
  EXPECT_GT(paper.misplacement, 0.005);
  EXPECT_GT(paper.points.chamfer(), 0.005);
}

TEST(EvaluateMesh, missing_depth_pictures_are_an_input_error) {
  EXPECT_THROW(seen_in_depth_pictures("no/such/folder"), InputError);
}

TEST(EvaluateMeshGolden, chamfer_and_iou_agree_with_the_paper_s_evaluation) {
  const std::filesystem::path folder = reference_file("chicken");
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is not there";
  const nlohmann::json expected = nlohmann::json::parse(read_file(reference_file("metrics.json")))["mesh"];

  Mesh truth = read_mesh(folder / "chicken-mesh" / "meshes" / "model.obj", UpAxis::z);
  fit_to_unit_box(truth);
  transform(truth, rotation_about_z(radians(-expected["gt"]["rotate_degrees"].get<double>())));
  EXPECT_EQ(occupancy(truth).num_inside(), expected["gt"]["inside_voxels"].get<std::size_t>());
  const SeenTruth seen = seen_in_depth_pictures(folder / "chicken-gt");
  EXPECT_NEAR(static_cast<double>(seen.points.size()), expected["gt"]["points_after_voxel_down_sample"].get<double>(),
              10.0);

  const auto compare = [&](const Mesh& prediction, const nlohmann::json& figures) {
    const MeshComparison comparison = compare_meshes(truth, seen, prediction);
    const nlohmann::json& affine = figures["affine"];
    EXPECT_NEAR(comparison.volume_iou, affine["iou"].get<double>(), 1e-12);
    EXPECT_NEAR(comparison.points.chamfer(), affine["chamfer"].get<double>(), 1e-5);
    EXPECT_NEAR(summarize(comparison.points.prediction_to_truth).mean, affine["pr_to_gt"].get<double>(), 1e-5);
    EXPECT_NEAR(summarize(comparison.points.truth_to_prediction).mean, affine["gt_to_pr"].get<double>(), 1e-5);
  };
  for (const char* name : {"icosphere", "box"}) {
    SCOPED_TRACE(name);
    compare(read_mesh(folder / (std::string("pred-") + name + ".ply"), UpAxis::z), expected[name]);
  }
  SCOPED_TRACE("self");
  compare(truth, expected["self"]);
}

}  // namespace
}  // namespace syncdreamer
