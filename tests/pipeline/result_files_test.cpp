#include "pipeline/result_files.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files.h"
#include "geometry/mesh_io.h"
#include "geometry/transforms_json.h"
#include "image/image_io.h"
#include "tests/reconstruct/drawn_views.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(ResultFiles, views_stand_one_by_one_and_in_a_row_with_their_cameras) {
  const TemporaryFolder folder;
  GeneratedViews generated;
  for (int k = 0; k < 16; ++k) generated.views.emplace_back(8, 8, 3, static_cast<std::uint8_t>(10 * k));
  EXPECT_THROW(write_generated_views(folder.path(), generated), std::logic_error) << "without their viewpoints";
  generated.viewpoints = viewpoint_ring(16, 10);
  write_generated_views(folder.path(), generated);

  EXPECT_EQ(read_image(folder.path() / "view-003.png").at(4, 4, 0), 30);
  const Image row = read_image(folder.path() / "views.png");
  EXPECT_EQ(row.width, 16 * row.height);
  EXPECT_EQ(row.at(8 * 15 + 4, 4, 0), 150);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "drafts.png"));
  const auto cameras = read_transforms_json(folder.path() / "cameras.json");
  ASSERT_EQ(cameras.size(), 16U);
  EXPECT_EQ(cameras[3].file_name, "view-003.png");
  EXPECT_NEAR(cameras[4].viewpoint.azimuth, radians(90), 1e-9);
  EXPECT_NEAR(cameras[4].viewpoint.elevation, radians(10), 1e-9);
  EXPECT_EQ(cameras[0].camera.width, 8);
  EXPECT_THAT(read_file(folder / "sparse/0/images.txt"), HasSubstr(" 16 view-015.png\n"));
}

class WrittenReconstruction : public testing::Test {
 protected:
  WrittenReconstruction() {
    for (const Camera& camera : ring_cameras(8, 32)) views_.push_back(draw_view(camera, sphere_body(0.35)));
    options_.method = ReconstructionMethod::hull;
    options_.num_faces = 1000;
    options_.texture_size = 64;
    result_ = reconstruct_mesh(views_, options_, {}).value();
    options_.turntable = {.size = 32, .num_frames = 4};
    write_reconstruction(folder_.path(), result_, views_, options_);
  }

  TemporaryFolder folder_;
  std::vector<ReconstructionView> views_;
  ReconstructOptions options_;
  Reconstruction result_;
};

TEST_F(WrittenReconstruction, holds_the_same_mesh_in_every_format) {
  for (const char* name : {"mesh.glb", "mesh.obj", "mesh.ply"}) {
    SCOPED_TRACE(name);
    const Mesh mesh = read_mesh(folder_.path() / name);
    EXPECT_EQ(mesh.triangles.size(), result_.mesh.triangles.size());
    EXPECT_NEAR(bounding_box(mesh).max.z, bounding_box(result_.mesh).max.z, 1e-5);
    EXPECT_NEAR(bounding_box(mesh).min.x, bounding_box(result_.mesh).min.x, 1e-5);
  }
  EXPECT_FALSE(read_mesh(folder_.path() / "mesh.glb").materials.at(0).texture_bytes.empty());
}

TEST_F(WrittenReconstruction, is_whole_when_its_progress_is) {
  std::int64_t last = -1;
  const Reporter reporter{.on_progress = [&](std::string_view, std::int64_t done, std::int64_t total) {
    EXPECT_EQ(done, last + 1);
    EXPECT_EQ(total, 3);
    last = done;
  }};
  result_.seconds.clear();
  write_reconstruction(folder_.path(), result_, views_, options_, reporter);
  EXPECT_EQ(last, 3);
  ASSERT_EQ(result_.seconds.size(), 1U);
  EXPECT_EQ(result_.seconds.front().first, "files");
}

TEST_F(WrittenReconstruction, has_a_turntable_and_the_masks) {
  EXPECT_GT(std::filesystem::file_size(folder_.path() / "turntable.mp4"), 100U);
  EXPECT_GT(std::filesystem::file_size(folder_.path() / "turntable.gif"), 100U);
  const Image mask = read_image(folder_.path() / "masks" / "007.png");
  EXPECT_EQ(mask.at(16, 16), 255);
  EXPECT_EQ(mask.at(1, 1), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "masks" / "008.png"));
}

TEST(ResultFiles, a_video_that_cannot_be_encoded_is_left_out_and_a_full_disk_is_not_passed_over) {
  std::string warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings += sentence; }};
  write_video(
      "out/a.mp4", [](const auto&) { throw InputError("the video cannot be encoded: no encoder"); }, reporter);
  EXPECT_EQ(warnings, "a.mp4 is left out: the video cannot be encoded: no encoder");
  EXPECT_THROW(write_video(
                   "out/a.gif", [](const auto& file) { throw OutputError(file, "no space"); }, reporter),
               OutputError);
}

TEST_F(WrittenReconstruction, has_maps_of_the_views_where_they_are_asked_for) {
  EXPECT_FALSE(std::filesystem::exists(folder_ / "maps"));
  options_.maps = true;
  write_reconstruction(folder_.path(), result_, views_, options_);
  EXPECT_EQ(read_image(folder_ / "maps/007-cutout.png").at(16, 16, 3), 255);
  EXPECT_EQ(read_image(folder_ / "maps/007-cutout.png").at(1, 1, 3), 0);
  EXPECT_GT(read_image(folder_ / "maps/007-normals.png").at(16, 16, 2), 200) << "it looks at the camera";
  EXPECT_NEAR(read_depth_png(folder_ / "maps/007-depth.png").at(16, 16), 1000 * (kRingDistance - 0.35), 30);
}

TEST_F(WrittenReconstruction, has_the_planned_files_and_all_are_its_own) {
  options_.maps = true;
  write_reconstruction(folder_.path(), result_, views_, options_);
  for (const std::filesystem::path& planned : planned_reconstruction(folder_.path(), views_.size(), options_))
    EXPECT_TRUE(std::filesystem::exists(planned)) << planned;
  for (const std::filesystem::path& file : files_under(folder_.path()))
    EXPECT_TRUE(is_of_reconstruction(file.lexically_relative(folder_.path()))) << file;
  for (const char* other : {"view-000.png", "cameras.json", "sparse/0/points3D.txt", "sample-000/mesh.glb", "run.json"})
    EXPECT_FALSE(is_of_reconstruction(other)) << other;
}

TEST(ResultFiles, a_mesh_is_removed_with_all_its_files) {
  const TemporaryFolder folder;
  for (const char* name : {"mesh.glb", "mesh.obj", "masks/000.png", "maps/000-depth.png", "turntable.mp4", "mesh.ply"})
    write_file(folder / name, "of the views before");
  remove_reconstruction(folder.path());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(WrittenReconstruction, its_figures_say_what_the_mesh_is) {
  const auto json = reconstruction_to_json(result_);
  EXPECT_EQ(json.at("triangles"), result_.mesh.triangles.size());
  EXPECT_EQ(json.at("watertight"), true);
  EXPECT_EQ(json.at("euler_number"), 2);
  EXPECT_EQ(json.at("views").size(), 8U);
  EXPECT_GT(json.at("silhouette_iou").get<double>(), 0.9);
  EXPECT_TRUE(json.at("seconds").contains("hull"));
  const double mean = json.at("silhouette_iou").get<double>();
  result_.agreements[2].silhouette_iou = 0;
  result_.empty_views = {2};
  EXPECT_NEAR(reconstruction_to_json(result_).at("silhouette_iou").get<double>(), mean, 0.02) << "of the others";
  EXPECT_EQ(json.at("components"), 1);
  EXPECT_FALSE(json.contains("losses")) << "the hull is not fitted";
  result_.losses = {{"color", 0.25}};
  EXPECT_EQ(reconstruction_to_json(result_).at("losses").at("color"), 0.25);
}

}  // namespace
}  // namespace syncdreamer
