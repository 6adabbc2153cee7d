#include "geometry/colmap_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// The lines of a file without comments, by words; empty lines too.
std::vector<std::vector<std::string>> lines_of(const std::filesystem::path& file) {
  std::vector<std::vector<std::string>> lines;
  std::istringstream text(read_file(file));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    lines.emplace_back();
    for (std::string word; words >> word;) lines.back().push_back(word);
  }
  return lines;
}

/// The rotation of a quaternion, by the textbook.
Mat3 rotation_of(double w, double x, double y, double z) {
  return {{Vec3{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
           Vec3{2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
           Vec3{2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}}};
}

/// Cameras all around the object, so that every element of a quaternion is the largest once.
std::vector<PosedView> views_all_around() {
  std::vector<PosedView> views;
  for (const double elevation : {-80, -30, 20, 85}) {
    for (Viewpoint viewpoint : viewpoint_ring(7, elevation))
      views.push_back({"view-" + std::to_string(views.size()) + ".png", viewpoint, camera_at(viewpoint, 64)});
  }
  Camera upside_down = views.back().camera;
  upside_down.rotation.rows[0] = -upside_down.rotation.rows[0];
  upside_down.rotation.rows[1] = -upside_down.rotation.rows[1];
  views.push_back({"turned.png", views.back().viewpoint, upside_down});
  return views;
}

TEST(ColmapModel, images_have_the_poses_of_the_cameras) {
  const TemporaryFolder folder;
  const std::vector<PosedView> views = views_all_around();
  write_colmap_cameras(folder.path(), views);
  const auto images = lines_of(folder / "images.txt");
  ASSERT_EQ(images.size(), 2 * views.size());
  for (std::size_t k = 0; k < views.size(); ++k) {
    const std::vector<std::string>& image = images[2 * k];
    ASSERT_EQ(image.size(), 10U);
    EXPECT_TRUE(images[2 * k + 1].empty()) << "no points";
    EXPECT_EQ(image[9], views[k].file_name);
    std::array<double, 7> numbers{};
    for (std::size_t i = 0; i < 7; ++i) numbers[i] = std::stod(image[i + 1]);
    const auto [w, x, y, z, tx, ty, tz] = numbers;
    EXPECT_NEAR(w * w + x * x + y * y + z * z, 1, 1e-9);
    EXPECT_GE(w, 0);
    const Mat3 rotation = rotation_of(w, x, y, z);
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) EXPECT_NEAR(rotation(r, c), views[k].camera.rotation(r, c), 1e-9) << image[9];
    }
    EXPECT_NEAR(length(Vec3{tx, ty, tz} - views[k].camera.translation), 0, 1e-9);
  }
}

TEST(ColmapModel, every_image_has_a_pinhole_camera_of_its_own) {
  const TemporaryFolder folder;
  write_colmap_cameras(folder.path(), views_all_around());
  const auto cameras = lines_of(folder / "cameras.txt");
  ASSERT_EQ(cameras.size(), views_all_around().size());
  EXPECT_EQ(cameras[1], (std::vector<std::string>{"2", "PINHOLE", "64", "64", "70", "70", "32", "32"}));
  EXPECT_EQ(lines_of(folder / "images.txt")[2][8], "2");
  EXPECT_TRUE(lines_of(folder / "points3D.txt").empty());
}

TEST(ColmapModel, what_a_camera_says_of_x_stands_before_what_it_says_of_y) {
  const TemporaryFolder folder;
  Camera camera;
  camera.fx = 70, camera.fy = 80, camera.cx = 30, camera.cy = 35, camera.width = 64, camera.height = 48;
  write_colmap_cameras(folder.path(), {{"a.png", {}, camera}});
  EXPECT_EQ(lines_of(folder / "cameras.txt")[0],
            (std::vector<std::string>{"1", "PINHOLE", "64", "48", "70", "80", "30", "35"}));
}

TEST(ColmapModel, points_are_the_vertices_with_their_colours) {
  const TemporaryFolder folder;
  Mesh mesh;
  mesh.vertices = {{0.25, -0.5, 1e-7}, {0, 0, 1}};
  mesh.colors = {{1, 0, 0.5}, {0.2, 0.4, 0.6}};
  write_colmap_points(folder.path(), mesh);
  const auto points = lines_of(folder / "points3D.txt");
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0], (std::vector<std::string>{"1", "0.25", "-0.5", "1e-07", "255", "0", "128", "0"}));
  EXPECT_EQ(points[1], (std::vector<std::string>{"2", "0", "0", "1", "51", "102", "153", "0"}));
}

TEST(ColmapModel, points_of_a_mesh_without_colours_are_grey) {
  const TemporaryFolder folder;
  Mesh mesh;
  mesh.vertices = {{0, 0, 1}};
  write_colmap_points(folder.path(), mesh);
  EXPECT_EQ(lines_of(folder / "points3D.txt")[0],
            (std::vector<std::string>{"1", "0", "0", "1", "128", "128", "128", "0"}));
}

}  // namespace
}  // namespace syncdreamer
