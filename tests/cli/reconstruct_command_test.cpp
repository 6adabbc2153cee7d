#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/zero_padded.h"
#include "geometry/colmap_model.h"
#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "tests/cli/program.h"
#include "tests/support/gltf_validator.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReconstructCommand : public testing::Test {
 protected:
  /// A row of 16 views of a grey disc: what a ball shows from everywhere.
  std::string row_of_discs(int view_width = 32) const {
    Image row(16 * view_width, 32, 3, 255);
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < row.width; ++x) {
        const int dx = x % view_width - view_width / 2, dy = y - 16;
        if (dx * dx + dy * dy > 64) continue;
        for (int c = 0; c < 3; ++c) row.at(x, y, c) = 120;
      }
    }
    write_png(folder_.path() / "0.png", row);
    return (folder_.path() / "0.png").string();
  }

  /// The same views as single pictures, with their cameras at twenty times the ring's distance.
  void distant_discs() const {
    row_of_discs();
    const std::vector<Image> discs = split_row(read_image(folder_ / "0.png"), 16);
    std::filesystem::remove(folder_ / "0.png");
    std::vector<PosedView> views;
    for (Viewpoint viewpoint : viewpoint_ring()) {
      viewpoint.distance *= 20;
      views.push_back({"disc-" + zero_padded(views.size()) + ".png", viewpoint, camera_at(viewpoint, 32)});
      write_png(folder_ / views.back().file_name, discs[views.size() - 1]);
    }
    write_transforms_json(folder_ / "transforms.json", views);
  }

  ProgramResult reconstruct(const std::string& views, std::vector<std::string> more = {}) const {
    std::vector<std::string> all{
        "reconstruct",      views, "-o", out_.string(), "--texture-size", "128", "--turntable-frames", "2",
        "--turntable-size", "32"};
    all.insert(all.end(), more.begin(), more.end());
    return run_program(all);
  }

  TemporaryFolder folder_;
  std::filesystem::path out_ = folder_.path() / "out";
};

TEST_F(ReconstructCommand, makes_a_mesh_of_a_row_of_views) {
  const ProgramResult result = reconstruct(
      row_of_discs(), {"--method", "hull", "--maps", "--matting-size", "64", "--neus-rays", "64", "--device", "cuda"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("warning: --matting-size does nothing with --masks auto"));
  EXPECT_THAT(result.output, HasSubstr("warning: --neus-rays does nothing with --method hull"));
  EXPECT_THAT(result.output, HasSubstr("warning: --device does nothing with --method hull"));
  for (const char* name : {"mesh.glb", "mesh.obj", "mesh.mtl", "mesh.png", "mesh.ply", "turntable.mp4", "turntable.gif",
                           "masks/015.png", "maps/015-depth.png", "run.json"}) {
    EXPECT_TRUE(std::filesystem::exists(out_ / name)) << name;
  }
  const auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_EQ(run.at("command"), "reconstruct");
  EXPECT_EQ(run.at("options").at("method"), "hull");
  EXPECT_TRUE(run.at("object_placement").is_null());
  EXPECT_GT(run.at("mesh").at("silhouette_iou").get<double>(), 0.8);
}

TEST_F(ReconstructCommand, an_object_outside_of_the_unit_cube_is_brought_into_it) {
  distant_discs();
  const ProgramResult result = reconstruct((folder_ / "transforms.json").string(), {"--method", "hull"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("reaches out of the unit cube"));
  const auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_GT(run.at("mesh").at("silhouette_iou").get<double>(), 0.8);
  // At the ring's distance their hull would reach from -0.46 to 0.35 in height, which becomes 0.9.
  EXPECT_NEAR(run.at("object_placement").at("scale").get<double>() * 20, 0.9 / 0.81, 0.1);
}

TEST_F(ReconstructCommand, points_beside_cameras_lie_where_these_see_them) {
  distant_discs();
  write_file(folder_.path() / "run.json", R"({"command": "generate", "files": ["sparse/0/points3D.txt"]})");
  out_ = folder_.path();
  write_file(folder_ / kColmapFolder / "points3D.txt", "of an earlier mesh");
  const ProgramResult result = reconstruct(folder_.path().string(), {"--method", "hull"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  std::istringstream lines(read_file(folder_ / kColmapFolder / "points3D.txt"));
  double farthest = 0;
  for (std::string line; std::getline(lines, line);) {
    double id = 0, x = 0;
    std::istringstream(line) >> id >> x;
    farthest = std::max(farthest, std::abs(x));
  }
  EXPECT_GT(farthest, 5) << "of a body seen from 30 units away; in the unit cube it would be 0.5 at most";
}

TEST_F(ReconstructCommand, refuses_to_take_the_shape_of_a_volume_that_it_does_not_have) {
  const ProgramResult result = reconstruct(row_of_discs(), {"--method", "volume"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("--method: found volume, which views alone do not have"));
}

TEST_F(ReconstructCommand, what_was_said_of_the_making_of_the_views_stays_in_their_folder) {
  row_of_discs();
  const nlohmann::json origin{{"command", "create"}, {"seed", 7}};
  nlohmann::json of_views = origin;
  of_views["files"] = {"sparse/0/points3D.txt"};
  write_file(folder_.path() / "run.json", of_views.dump());
  write_file(folder_ / kColmapFolder / "points3D.txt", "of an earlier mesh");
  out_ = folder_.path();
  for (int time = 0; time < 2; ++time) {
    const ProgramResult result = reconstruct(folder_.path().string(), {"--method", "hull"});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    const auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
    EXPECT_EQ(run.at("command"), "reconstruct");
    EXPECT_EQ(run.at("origin_of_views"), origin);
    const bool is_warned = result.output.find("the mesh that create made of these views") != std::string::npos;
    EXPECT_EQ(is_warned, time == 0);
    EXPECT_GT(read_file(folder_ / kColmapFolder / "points3D.txt").size(), 1000U) << "points of the new mesh";
  }
}

TEST_F(ReconstructCommand, views_named_by_a_file_are_those_of_its_folder) {
  const std::string row = row_of_discs();
  write_file(folder_ / "run.json", R"({"command": "create", "seed": 7, "files": ["0.png", "sparse/0/points3D.txt"]})");
  write_file(folder_ / kColmapFolder / "points3D.txt", "of an earlier mesh");
  write_png(folder_ / "of-somebody-else.png", read_image(row));
  EXPECT_THAT(reconstruct((folder_ / "of-somebody-else.png").string(), {"--method", "hull"}).output,
              Not(HasSubstr("these views")));
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "run.json")).at("origin_of_views"), nullptr);
  out_ = folder_.path();
  const ProgramResult result = reconstruct(row, {"--method", "hull"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("the mesh that create made of these views"));
  const auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_EQ(run.at("origin_of_views"), (nlohmann::json{{"command", "create"}, {"seed", 7}}));
  EXPECT_GT(read_file(folder_ / kColmapFolder / "points3D.txt").size(), 1000U) << "points of the new mesh";
}

TEST_F(ReconstructCommand, of_one_of_several_samples_the_folder_around_says_how_it_was_made) {
  row_of_discs();
  out_ = folder_ / "sample-000";
  write_file(out_ / kColmapFolder / "points3D.txt", "of an earlier mesh");
  std::filesystem::rename(folder_ / "0.png", out_ / "0.png");
  write_file(folder_ / "run.json", R"({"command": "create", "files": ["sample-000/sparse/0/points3D.txt"]})");
  const ProgramResult result = reconstruct((out_ / "").string(), {"--method", "hull"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(result.output, HasSubstr("the mesh that create made of these views"));
  const auto run = nlohmann::json::parse(read_file(out_ / "run.json"));
  EXPECT_EQ(run.at("origin_of_views"), (nlohmann::json{{"command", "create"}}));
  EXPECT_GT(read_file(out_ / kColmapFolder / "points3D.txt").size(), 1000U) << "points of the new mesh";
}

TEST_F(ReconstructCommand, points_of_an_earlier_mesh_give_way_whoever_made_the_views) {
  row_of_discs();
  out_ = folder_.path();
  write_file(folder_ / kColmapFolder / "points3D.txt", "of an earlier mesh");
  write_file(folder_ / "run.json",
             R"({"command": "reconstruct", "origin_of_views": null, "files": ["sparse/0/points3D.txt"]})");
  ASSERT_EQ(reconstruct(folder_.path().string(), {"--method", "hull"}).exit_code, kDone);
  EXPECT_GT(read_file(folder_ / kColmapFolder / "points3D.txt").size(), 1000U) << "points of the new mesh";
}

TEST_F(ReconstructCommand, points_of_somebody_else_stay) {
  row_of_discs();
  out_ = folder_.path();
  write_file(folder_ / kColmapFolder / "points3D.txt", "mine");
  const ProgramResult result = reconstruct(folder_.path().string(), {"--method", "hull"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_EQ(read_file(folder_ / kColmapFolder / "points3D.txt"), "mine");
}

TEST_F(ReconstructCommand, masks_of_somebody_else_are_not_replaced) {
  write_file(out_ / "masks" / "000.png", "mine");
  const ProgramResult result = reconstruct(row_of_discs(), {"--method", "hull"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("000.png: is in the way of a result"));
  EXPECT_EQ(read_file(out_ / "masks" / "000.png"), "mine");
}

TEST_F(ReconstructCommand, views_of_another_object_get_no_mesh_beside_them) {
  const std::string run = R"({"command": "create", "files": ["mesh.glb", "view-000.png"]})";
  write_file(out_ / "run.json", run);
  for (const char* name : {"mesh.glb", "view-000.png"}) write_file(out_ / name, "of another object");
  write_file(folder_ / "row.png", "no picture");
  const ProgramResult result = reconstruct(folder_ / "row.png");
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr(out_.string() + ": has other views than these")) << "before they are read";
  EXPECT_THAT(reconstruct(folder_ / "absent").output, HasSubstr("absent: does not exist"));
  EXPECT_EQ(read_file(out_ / "run.json"), run);
  EXPECT_EQ(read_file(out_ / "mesh.glb"), "of another object");
  write_file(out_ / "run.json", R"({"command": "render", "files": ["view-000.png"]})");
  EXPECT_THAT(reconstruct(folder_ / "absent").output, HasSubstr("run.json: found that of `render`"));
}

TEST_F(ReconstructCommand, masks_of_an_earlier_run_with_more_views_do_not_stay) {
  ASSERT_EQ(reconstruct(row_of_discs(), {"--method", "hull"}).exit_code, kDone);
  const Image row = read_image(folder_ / "0.png");
  write_png(folder_ / "0.png", crop(row, 0, 0, row.width / 2, row.height));
  ASSERT_EQ(reconstruct((folder_ / "0.png").string(), {"--method", "hull"}).exit_code, kDone);
  EXPECT_TRUE(std::filesystem::exists(out_ / "masks" / "007.png"));
  EXPECT_FALSE(std::filesystem::exists(out_ / "masks" / "008.png"));
}

TEST_F(ReconstructCommand, the_khronos_validator_finds_nothing_in_its_mesh) {
  if (!has_gltf_validator()) GTEST_SKIP() << "gltf-validator is not installed: npm install -g gltf-validator";
  ASSERT_EQ(reconstruct(row_of_discs(), {"--method", "hull"}).exit_code, kDone);
  const nlohmann::json report = validate_gltf(out_ / "mesh.glb");
  for (const char* kind : {"numErrors", "numWarnings"}) EXPECT_EQ(report["issues"][kind], 0) << report.dump(1);
  EXPECT_EQ(report["info"]["hasTextures"], true);
}

TEST_F(ReconstructCommand, says_how_long_each_stage_took_and_what_the_losses_were) {
  const ProgramResult result = reconstruct(
      row_of_discs(), {"--coarse-size", "24", "--fine-size", "32", "--coarse-steps", "10", "--fine-steps", "10"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const auto mesh = nlohmann::json::parse(read_file(out_ / "run.json")).at("mesh");
  for (const char* stage : {"hull", "surface", "mesh", "texture", "comparison", "files"})
    EXPECT_GT(mesh.at("seconds").at(stage).get<double>(), 0) << stage;
  for (const char* term : {"color", "mask", "regularization"})
    EXPECT_GE(mesh.at("losses").at(term).get<double>(), 0) << term;
}

TEST_F(ReconstructCommand, grabcut_finds_the_object_before_a_background_that_is_not_white) {
  Image row(16 * 32, 32, 3, 0);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < row.width; ++x) {
      const int dx = x % 32 - 16, dy = y - 16;
      const bool disc = dx * dx + dy * dy <= 64;
      for (int c = 0; c < 3; ++c) row.at(x, y, c) = static_cast<std::uint8_t>(disc ? 220 - 90 * c : 40 + 20 * c + y);
    }
  }
  write_png(folder_.path() / "0.png", row);
  const ProgramResult result =
      reconstruct((folder_.path() / "0.png").string(), {"--method", "hull", "--masks", "grabcut"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const Image mask = read_image(out_ / "masks" / "000.png");
  EXPECT_GT(mask.at(16, 16, 0), 200);
  EXPECT_LT(mask.at(3, 3, 0), 50);
  EXPECT_EQ(nlohmann::json::parse(read_file(out_ / "run.json")).at("masks").at("masks"), "grabcut");
}

TEST_F(ReconstructCommand, bad_input_is_one_sentence_and_leaves_nothing) {
  const auto refuses = [&](const std::string& views, const std::vector<std::string>& more, const std::string& reason) {
    SCOPED_TRACE(reason);
    const ProgramResult result = reconstruct(views, more);
    EXPECT_EQ(result.exit_code, kFailed);
    EXPECT_THAT(result.output, HasSubstr(reason));
    EXPECT_FALSE(std::filesystem::exists(out_));
  };
  refuses((folder_.path() / "nowhere").string(), {}, "does not exist");
  refuses(folder_.path().string(), {}, "found no views");
  refuses(row_of_discs(), {"--faces", "1"}, "--faces");
  refuses(row_of_discs(), {"--turntable-samples", "0"}, "--turntable-samples");
  refuses(row_of_discs(), {"--masks", "alpha"}, "view 0");
  refuses(row_of_discs(), {"--masks", "onnx"}, "--matting-model");
  refuses(row_of_discs(33), {}, "expected a row of square views");
  write_png(folder_.path() / "white.png", Image(16 * 32, 32, 3, 255));
  refuses((folder_.path() / "white.png").string(), {}, "nothing is seen in views 0, 1");
}

TEST_F(ReconstructCommand, an_unknown_method_is_wrong_usage_that_names_the_known_ones) {
  const ProgramResult result = reconstruct(row_of_discs(), {"--method", "magic"});
  EXPECT_NE(result.exit_code, kDone);
  EXPECT_THAT(result.output, HasSubstr("fast, neus, hull"));
}

TEST_F(ReconstructCommand, a_device_that_is_not_there_is_refused_by_the_method_that_needs_it) {
  const std::string views = row_of_discs();
  const ProgramResult result = reconstruct(views, {"--method", "neus", "--device", "cuda:99"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("device: found 'cuda:99', but libtorch sees"));
  EXPECT_EQ(reconstruct(views, {"--method", "hull", "--device", "cuda:99"}).exit_code, kDone);
}

}  // namespace
}  // namespace syncdreamer
