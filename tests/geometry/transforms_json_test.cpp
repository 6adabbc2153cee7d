#include "geometry/transforms_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

std::vector<PosedView> ring() {
  std::vector<PosedView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring(4)) views.push_back({"v.png", viewpoint, camera_at(viewpoint, 128)});
  return views;
}

TEST(TransformsJson, intrinsics_come_back_each_in_its_place) {
  const TemporaryFolder folder;
  Camera camera = camera_at({}, 64);
  camera.fx = 70, camera.fy = 80, camera.cx = 30, camera.cy = 35, camera.width = 64, camera.height = 48;
  Camera other = camera;
  other.cx = 31;  // so that each view has its own, too
  for (const auto& cameras : {std::vector{camera}, std::vector{camera, other}}) {
    std::vector<PosedView> views;
    for (const Camera& each : cameras) views.push_back({"v.png", {}, each});
    write_transforms_json(folder / "cameras.json", views);
    const Camera found = read_transforms_json(folder / "cameras.json").at(0).camera;
    EXPECT_EQ(found.fx, 70);
    EXPECT_EQ(found.fy, 80);
    EXPECT_EQ(found.cx, 30);
    EXPECT_EQ(found.cy, 35);
    EXPECT_EQ(found.width, 64);
    EXPECT_EQ(found.height, 48);
  }
}

TEST(TransformsJson, cameras_come_back_as_they_were) {
  const TemporaryFolder folder;
  write_transforms_json(folder / "cameras.json", ring());
  const auto views = read_transforms_json(folder / "cameras.json");
  ASSERT_EQ(views.size(), 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    const Camera a = ring()[k].camera, b = views[k].camera;
    EXPECT_EQ(a.fx, b.fx);
    EXPECT_EQ(b.width, 128);
    EXPECT_NEAR(length(a.centre() - b.centre()), 0, 1e-12);
    for (std::size_t r = 0; r < 3; ++r) EXPECT_NEAR(length(a.rotation.rows[r] - b.rotation.rows[r]), 0, 1e-12);
    EXPECT_EQ(views[k].viewpoint.azimuth, ring()[k].viewpoint.azimuth);
    EXPECT_EQ(views[k].file_name, "v.png");
  }
}

TEST(TransformsJson, cameras_that_are_none_or_stand_elsewhere_are_not_written) {
  const TemporaryFolder folder;
  const auto write = [&](auto&& change) {
    std::vector<PosedView> views = ring();
    change(views[1]);
    write_transforms_json(folder / "cameras.json", views);
  };
  const auto nowhere = [](PosedView& view) { view.camera.translation.x = std::nan(""); };
  const auto elsewhere = [](PosedView& view) { view.viewpoint.azimuth += 0.1; };
  EXPECT_THROW(write(nowhere), std::logic_error);
  EXPECT_THROW(write(elsewhere), std::logic_error);
  EXPECT_THROW(write_transforms_json(folder / "cameras.json", {}), std::logic_error) << "which no reader would take";
  EXPECT_FALSE(std::filesystem::exists(folder / "cameras.json"));
  EXPECT_NO_THROW(write([](PosedView& view) {
    view.camera.translation.x += 0.3;
    view.viewpoint = viewpoint_of(view.camera);
  }));
}

TEST(TransformsJson, matrices_are_world_from_camera_with_opengl_axes) {
  const TemporaryFolder folder;
  write_transforms_json(folder / "cameras.json", ring());
  const auto matrix = nlohmann::json::parse(read_file(folder / "cameras.json"))["frames"][0]["transform_matrix"];
  const Vec3 backward{matrix[0][2], matrix[1][2], matrix[2][2]}, centre{matrix[0][3], matrix[1][3], matrix[2][3]};
  EXPECT_NEAR(length(backward - normalized(centre)), 0, 1e-12) << "-z looks at the origin";
  EXPECT_GT(matrix[2][1].get<double>(), 0) << "y points up in the picture";
}

TEST(TransformsJson, intrinsics_that_are_not_written_are_those_of_square_pixels_about_the_middle) {
  const auto camera_of = [](const std::string& intrinsics) {
    const std::string frame = R"({"file_path":"v.png","transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,2]]})";
    return parse_transforms_json("{" + intrinsics + R"(,"w":80,"h":60,"frames":[)" + frame + "]}", "a.json")[0].camera;
  };
  const Camera plain = camera_of(R"("fl_x":100)");
  EXPECT_EQ(plain.fx, 100);
  EXPECT_EQ(plain.fy, 100);
  EXPECT_EQ(plain.cx, 40);
  EXPECT_EQ(plain.cy, 30);
  const Camera angular = camera_of(R"("camera_angle_x":1.5707963267948966)");
  EXPECT_NEAR(angular.fx, 40, 1e-9);
  EXPECT_NEAR(angular.fy, 40, 1e-9);
  EXPECT_NEAR(camera_of(R"("camera_angle_x":1.2,"camera_angle_y":1.5707963267948966)").fy, 30, 1e-9);
  EXPECT_EQ(camera_of(R"("camera_angle_x":1.2,"fl_x":100,"fl_y":90)").fy, 90);
  EXPECT_THAT(refusal_of([&] { camera_of(R"("cx":40)"); }), HasSubstr("expected a number 'fl_x'"));
  EXPECT_THAT(refusal_of([&] { camera_of(R"("fl_x":1e10)"); }), HasSubstr("less than 1e9 pixels"));
  for (const std::string angle : {"0", "53.13", "-1"})
    EXPECT_THAT(refusal_of([&] { camera_of(R"("camera_angle_x":)" + angle); }),
                HasSubstr("v.png: camera_angle_x: found " + angle + ", expected radians"));
  for (const std::string key : {"cx", "cy"})
    EXPECT_THAT(refusal_of([&] { camera_of(R"("fl_x":100,")" + key + R"(":1e12)"); }),
                HasSubstr("cx and cy must be less than 1e9 pixels"));
}

TEST(TransformsJson, viewpoints_follow_from_centres_where_they_are_not_written) {
  const TemporaryFolder folder;
  write_transforms_json(folder / "cameras.json", ring());
  const auto written = nlohmann::json::parse(read_file(folder / "cameras.json"));
  for (const char* missing : {"azimuth", "elevation", "distance"}) {
    auto root = written;
    for (auto& frame : root["frames"]) frame.erase(missing);
    write_file(folder / "cameras.json", root.dump());
    const auto views = read_transforms_json(folder / "cameras.json");
    EXPECT_NEAR(views[1].viewpoint.azimuth, radians(90), 1e-9);
    EXPECT_NEAR(views[1].viewpoint.elevation, radians(30), 1e-9);
    EXPECT_NEAR(views[1].viewpoint.distance, 1.5, 1e-9);
  }
}

TEST(TransformsJson, rounded_matrices_leave_cameras_where_they_are) {
  const TemporaryFolder folder;
  write_transforms_json(folder / "cameras.json", ring());
  auto root = nlohmann::json::parse(read_file(folder / "cameras.json"));
  for (auto& frame : root["frames"]) {
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) {
        auto& value = frame["transform_matrix"][r][c];
        value = 1.005 * std::round(100 * value.get<double>()) / 100;
      }
    }
  }
  const auto views = parse_transforms_json(root.dump(), "cameras.json");
  for (std::size_t k = 0; k < 4; ++k) {
    const Camera &found = views[k].camera, expected = ring()[k].camera;
    EXPECT_NEAR(length(found.centre() - expected.centre()), 0, 1e-12);
    EXPECT_LT(length(found.cam_from_world({0.3, 0.2, 0.1}) - expected.cam_from_world({0.3, 0.2, 0.1})), 0.01);
    for (const Vec3& row : found.rotation.rows) EXPECT_NEAR(length(row), 1, 1e-12);
  }
}

TEST(TransformsJson, lenses_that_bend_the_picture_are_refused) {
  const TemporaryFolder folder;
  write_transforms_json(folder / "cameras.json", ring());
  const auto written = nlohmann::json::parse(read_file(folder / "cameras.json"));
  const auto message = [&](const char* key, const nlohmann::json& value, bool in_frame) {
    auto root = written;
    (in_frame ? root["frames"][2] : root)[key] = value;
    return refusal_of([&] { parse_transforms_json(root.dump(), "cameras.json"); });
  };
  // The corners lie at r = 64 / 140 * sqrt(2) of the focal length of 140 pixels: k1 moves them by 140 k1 r^3 = 37.8 k1.
  for (const bool in_frame : {false, true}) {
    const std::string place = "cameras.json: " + ring()[in_frame ? 2 : 0].file_name + ": ";
    EXPECT_EQ(message("k1", 0.02, in_frame), "no error");
    EXPECT_EQ(message("k1", -0.05, in_frame),
              place +
                  "the lens (k1 to k4, p1, p2) moves points of the picture by up to 1.89 pixels, expected "
                  "less than 1: undistort the pictures first");
    EXPECT_EQ(message("is_fisheye", false, in_frame), "no error");
    EXPECT_EQ(message("is_fisheye", true, in_frame),
              place + "is_fisheye: found true, expected a pinhole camera: undistort the pictures first");
    EXPECT_EQ(message("fl_x", "wide", in_frame), place + "expected a number 'fl_x', found \"wide\"");
    EXPECT_NE(message("p2", 0.02, in_frame), "no error");
    EXPECT_NE(message("k4", 1e300, in_frame), "no error");
    EXPECT_NE(message("k2", "much", in_frame), "no error");
    EXPECT_EQ(message("camera_model", "PINHOLE", in_frame), "no error");
    EXPECT_EQ(message("camera_model", "OPENCV_FISHEYE", in_frame),
              place + "camera_model: found \"OPENCV_FISHEYE\", expected OPENCV, PINHOLE or SIMPLE_PINHOLE");
  }
}

TEST(TransformsJson, broken_files_are_refused) {
  const TemporaryFolder folder;
  const std::string head = R"({"fl_x":1,"fl_y":1,"cx":1,"cy":1,"w":4,"h":4,"frames":)";
  const std::string wide = R"({"fl_x":1,"fl_y":1,"cx":1,"cy":1,"w":1e99,"h":4,"frames":)";
  const std::string pose = R"("transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,2],[0,0,0,1]])";
  const auto refusal = [&](const std::string& text) {
    write_file(folder / "cameras.json", text);
    return refusal_of([&] { read_transforms_json(folder / "cameras.json"); });
  };
  EXPECT_EQ(refusal(head + R"([{"file_path":"a",)" + pose + "}]}"), "no error");
  EXPECT_THAT(refusal(wide + R"([{"file_path":"a",)" + pose + "}]}"),
              HasSubstr("w and h must be whole numbers of pixels, 1 to 65536"));
  EXPECT_THAT(refusal(head + R"([{"file_path":"a"}]})"), HasSubstr("'transform_matrix'"));
  EXPECT_THAT(refusal(head + R"([{"file_path":"a\u0000b",)" + pose + "}]}"), HasSubstr("'file_path'"));
  EXPECT_THAT(refusal(head + R"([{"file_path":"a","transform_matrix":[1,2,3]}]})"), HasSubstr("is not 4 long"));
  EXPECT_THAT(refusal(head + R"([{"file_path":"a","transform_matrix":[[1,0,0,"x"],[0,1,0,4],[0,0,1,4]]}]})"),
              HasSubstr("something else than numbers"));
  for (const std::string& text : {std::string(""), std::string("[]"), std::string("{}"), head + "3}", head + "[3]}",
                                  head + "[{" + pose + "}]}", head + "[]}"}) {
    EXPECT_THAT(refusal(text), HasSubstr("cameras.json")) << text;
  }
}

TEST(TransformsJson, a_width_or_height_that_is_not_said_is_the_picture_s) {
  const auto camera = [](const std::string& said) {
    const std::string text = R"({"fl_x":1,"cx":1,"cy":1,)" + said +
                             R"("frames":[{"file_path":"a",)"
                             R"("transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,2],[0,0,0,1]]}]})";
    return parse_transforms_json(text, "a.json", [](const std::string&) { return std::array{80, 60}; }).front().camera;
  };
  EXPECT_EQ(camera("").width, 80);
  EXPECT_EQ(camera("").height, 60);
  EXPECT_EQ(camera(R"("w":40,)").width, 40);
  EXPECT_EQ(camera(R"("w":40,)").height, 60);
}

TEST(TransformsJson, frames_may_have_intrinsics_of_their_own) {
  const TemporaryFolder folder;
  const std::string matrix = R"("transform_matrix":[[1,0,0,0],[0,1,0,0],[0,0,1,2],[0,0,0,1]])";
  write_file(folder / "transforms.json", R"({"fl_x":1,"fl_y":1,"cx":1,"cy":1,"w":4,"h":4,"frames":[)"
                                         R"({"file_path":"a",)" +
                                             matrix + R"(},{"file_path":"b","fl_x":7,"w":9,)" + matrix + "}]}");
  const auto views = read_transforms_json(folder / "transforms.json");
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[0].camera.fx, 1);
  EXPECT_EQ(views[0].camera.width, 4);
  EXPECT_EQ(views[1].camera.fx, 7);
  EXPECT_EQ(views[1].camera.width, 9);
  EXPECT_EQ(views[1].camera.height, 4);
}

TEST(TransformsJson, cameras_that_cannot_take_a_picture_are_refused) {
  const TemporaryFolder folder;
  const auto text = [](const char* focal_lengths, const char* rows) {
    return std::string("{") + focal_lengths + R"(,"cx":1,"cy":1,"w":4,"h":4,"frames":[{"file_path":"a",)" +
           R"("transform_matrix":[)" + rows + ",[0,0,0,1]]}]}";
  };
  const auto refuses = [&](const char* focal_lengths, const char* rows) {
    write_file(folder / "cameras.json", text(focal_lengths, rows));
    EXPECT_THROW(read_transforms_json(folder / "cameras.json"), InputError) << focal_lengths << ' ' << rows;
  };
  const char* upright = "[1,0,0,0],[0,1,0,0],[0,0,1,2]";
  write_file(folder / "cameras.json", text(R"("fl_x":1,"fl_y":1)", upright));
  EXPECT_EQ(read_transforms_json(folder / "cameras.json").size(), 1U);
  refuses(R"("fl_x":0,"fl_y":1)", upright);
  refuses(R"("fl_x":1,"fl_y":-1)", upright);
  refuses(R"("fl_x":1e300,"fl_y":1)", upright);
  refuses(R"("fl_x":1e-300,"fl_y":1e-300)", upright);
  refuses(R"("fl_x":1,"fl_y":1)", "[1,0,0,1.7e308],[0,1,0,0],[0,0,1,1.7e308]");
  refuses(R"("fl_x":1,"fl_y":1)", "[0,0,0,0],[0,0,0,0],[0,0,0,2]");
  refuses(R"("fl_x":1,"fl_y":1)", "[2,0,0,0],[0,2,0,0],[0,0,2,2]");
  refuses(R"("fl_x":1,"fl_y":1)", "[1,0,0,0],[0,1,0,0],[0,0,-1,2]");
  refuses(R"("fl_x":1,"fl_y":1)", "[1,0,0,0],[1,0,0,0],[0,0,0,2]");
  refuses(R"("fl_x":1,"fl_y":1)", "[1,0,0,0],[0.13,0.9915,0,0],[0,0,0.9915,2]");
}

TEST(TransformsJson, of_a_lens_counts_how_far_it_moves_a_point) {
  const auto refusal = [](const nlohmann::json& lens) {
    nlohmann::json root{{"fl_x", 140}, {"w", 210}, {"h", 150}};
    const nlohmann::json pose{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 1.5}, {0, 0, 0, 1}};
    for (const char* name : {"a.png", "b.png"})
      root["frames"].push_back({{"file_path", name}, {"transform_matrix", pose}});
    root.update(lens);
    return refusal_of([&] { parse_transforms_json(root.dump(), "cameras.json"); });
  };
  EXPECT_EQ(refusal({{"k1", 0.004}, {"k2", -0.002}, {"p1", 0.0005}, {"p2", -0.0003}}), "no error") << "0.5 pixels";
  EXPECT_EQ(refusal({{"k1", 0.02}, {"k2", -0.0187}}), "no error") << "they cancel each other";
  EXPECT_EQ(refusal({{"distortion_params", {0.02, -0.0187, 0, 0, 0, 0}}, {"k1", 0.05}}), "no error");
  EXPECT_EQ(refusal({{"distortion_params", {0.02, 0, 0, 0, 0, 0}}}), refusal({{"k1", 0.02}}));
  EXPECT_EQ(refusal({{"distortion_params", {0, 0, 0, 0, 0, 0.01}}}), refusal({{"p2", 0.01}}));
  EXPECT_THAT(refusal({{"distortion_params", {0.02}}}), HasSubstr("distortion_params: found [0.02], expected six"));
  // At the corner r^2 is 0.85: p1 moves x by 2 p1 x y = 0.81 p1 and y by p1 (r^2 + 2 y^2) = 1.42 p1: 229 p1 pixels.
  EXPECT_EQ(refusal({{"p1", 0.0042}}), "no error") << "0.96 pixels";
  EXPECT_NE(refusal({{"p1", 0.0046}}), "no error") << "1.05 pixels";
  // p2 moves x by p2 (r^2 + 2 x^2) = 1.97 p2 and y by 2 p2 x y = 0.80 p2: 298 p2 pixels.
  EXPECT_EQ(refusal({{"p2", 0.00325}}), "no error") << "0.97 pixels";
  EXPECT_NE(refusal({{"p2", 0.00345}}), "no error") << "1.03 pixels";
  // Both as large move x by 2.78 and y by 2.23 times that: 498 pixels.
  EXPECT_EQ(refusal({{"p1", 0.0019}, {"p2", 0.0019}}), "no error") << "0.95 pixels";
  EXPECT_NE(refusal({{"p1", 0.0021}, {"p2", 0.0021}}), "no error") << "1.05 pixels";
  // k3 moves by k3 r^7 = 0.565 k3: 79.1 k3 pixels.
  EXPECT_EQ(refusal({{"k3", 0.0120}}), "no error") << "0.95 pixels";
  EXPECT_NE(refusal({{"k3", 0.0130}}), "no error") << "1.03 pixels";
  // At the corner x is 0.75, y 0.54, r^2 0.85: 700 y k1 r^2 = 2.9 pixels.
  EXPECT_THAT(refusal({{"fl_y", 700}, {"h", 750}, {"k1", 0.00907}}), HasSubstr("by up to 3 pixels"));
}

TEST(TransformsJson, what_a_frame_says_of_its_focal_length_comes_first_and_is_of_square_pixels) {
  nlohmann::json root{{"fl_x", 500}, {"fl_y", 400}, {"w", 200}, {"h", 100}};
  const nlohmann::json pose{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 1.5}, {0, 0, 0, 1}};
  root["frames"] = {{{"file_path", "a.png"}, {"transform_matrix", pose}, {"camera_angle_x", radians(90)}},
                    {{"file_path", "b.png"}, {"transform_matrix", pose}}};
  const auto views = parse_transforms_json(root.dump(), "cameras.json");
  EXPECT_NEAR(views[0].camera.fx, 100, 1e-9);
  EXPECT_NEAR(views[0].camera.fy, 100, 1e-9);
  EXPECT_NEAR(views[1].camera.fx, 500, 1e-9);
  EXPECT_NEAR(views[1].camera.fy, 400, 1e-9);
}

TEST(TransformsJson, views_of_different_lenses_are_not_written_as_of_one) {
  const TemporaryFolder folder;
  const Viewpoint near{}, far{.distance = 6};
  write_transforms_json(folder / "cameras.json",
                        {{"0.png", near, camera_at(near, 64)}, {"1.png", far, zoomed_camera_at(far, 128)}});
  EXPECT_FALSE(nlohmann::json::parse(read_file(folder / "cameras.json")).contains("fl_x"));
  const auto views = read_transforms_json(folder / "cameras.json");
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[0].camera.fx, 70);
  EXPECT_EQ(views[0].camera.width, 64);
  EXPECT_EQ(views[1].camera.fx, 560);
  EXPECT_EQ(views[1].camera.cx, 64);
  EXPECT_EQ(views[1].viewpoint.distance, 6);
}

}  // namespace
}  // namespace syncdreamer
