#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <string>

#include "core/files.h"
#include "geometry/mesh_io.h"
#include "reconstruct/mesh_writer.h"
#include "tests/cli/evaluation.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTetrahedron =
    "v -0.5 -0.5 -0.5\nv 0.5 -0.5 -0.5\nv 0 0.5 -0.5\nv 0 0 0.5\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";

/// The corners and sides of a box, its corners numbered from `first` + 1.
std::string obj_box(Vec3 low, Vec3 high, int first) {
  std::string text;
  for (int k = 0; k < 8; ++k) {
    for (int axis = 0; axis < 3; ++axis)
      text.append(axis == 0 ? "v " : " ").append(std::to_string(k >> axis & 1 ? high[axis] : low[axis]));
    text += "\n";
  }
  for (const auto& side :
       {std::array{1, 3, 4, 2}, {5, 6, 8, 7}, {1, 2, 6, 5}, {3, 7, 8, 4}, {1, 5, 7, 3}, {2, 4, 8, 6}}) {
    text += "f";
    for (const int corner : side) text.append(" ").append(std::to_string(first + corner));
    text += "\n";
  }
  return text;
}

using EvaluateMeshCommand = Evaluation;

TEST_F(EvaluateMeshCommand, a_mesh_is_as_good_as_itself) {
  const std::string mesh = folder_ / "tetrahedron.obj";
  write_file(mesh, kTetrahedron);
  const ProgramResult result =
      run_program({"evaluate", "mesh", "--truth-mesh", mesh, "--prediction", mesh, "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const nlohmann::json json = figures();
  for (const char* key : {"chamfer", "prediction_to_truth", "truth_to_prediction"}) EXPECT_NEAR(json[key], 0, 1e-9);
  for (const char* key : {"volume_iou", "f_score_0.02", "f_score_0.05"}) EXPECT_NEAR(json[key], 1, 1e-9) << key;
  EXPECT_THAT(result.output, AllOf(HasSubstr("tetrahedron.obj"), Not(HasSubstr("scaled by"))));
}

TEST_F(EvaluateMeshCommand, triangles_too_large_for_the_paper_s_depth_are_said) {
  const std::string mesh = folder_ / "tetrahedron.obj";
  write_file(mesh, kTetrahedron);
  const ProgramResult rendered = run_program(
      {"render", mesh, "-o", folder_ / "views", "--depth", "--samples", "1", "--light-rays", "1", "--up", "z"});
  ASSERT_EQ(rendered.exit_code, kDone) << rendered.output;
  const ProgramResult result = run_program({"evaluate", "mesh", "--truth", folder_ / "views" / "target" / "tetrahedron",
                                            "--truth-mesh", mesh, "--prediction", mesh, "--json", json_});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_GT(figures()["chamfer"], 0.002);
  EXPECT_THAT(result.output, AllOf(HasSubstr("tetrahedron.obj: has triangles so large"),
                                   Not(HasSubstr("fits much better")), Not(HasSubstr("is not what"))));
}

TEST_F(EvaluateMeshCommand, a_true_mesh_that_is_not_what_its_depth_pictures_show_is_said) {
  write_file(folder_ / "tall.obj", obj_box({-0.1, -0.5, -0.2}, {0.1, 0.5, 0.2}, 0));
  const std::string mesh = folder_ / "tall.obj";
  run_program({"render", mesh, "-o", folder_ / "views", "--depth", "--samples", "1", "--light-rays", "1"});  // y up
  for (const std::string up : {"y", "z"}) {
    const std::string said = run_program({"evaluate", "mesh", "--truth", folder_ / "views" / "target" / "tall",
                                          "--truth-mesh", mesh, "--truth-up", up, "--prediction", mesh})
                                 .output;
    EXPECT_EQ(said.find("tall.obj: is not what") != std::string::npos, up == "z") << said;
  }
}

TEST_F(EvaluateMeshCommand, what_is_wholly_transparent_is_no_part_of_the_truth) {
  write_file(folder_ / "box.mtl", "newmtl clear\nd 0\nnewmtl solid\nd 1\n");
  const std::string box = obj_box({-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5}, 0);
  write_file(folder_ / "truth.obj",
             "mtllib box.mtl\nusemtl solid\n" + box + "usemtl clear\n" + obj_box({-2, -2, -0.5}, {2, 2, -0.5}, 8));
  write_file(folder_ / "box.obj", box);
  run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "truth.obj", "--prediction", folder_ / "box.obj", "--json",
               json_});
  EXPECT_NEAR(figures()["chamfer"], 0, 1e-6);
  EXPECT_NEAR(figures()["volume_iou"], 1, 1e-6);
}

/// Writes a model whose z axis is up. \return it.
Mesh write_tetrahedron(const std::filesystem::path& file) {
  write_file(file, kTetrahedron);
  return read_mesh(file, UpAxis::z);
}

TEST_F(EvaluateMeshCommand, a_mesh_of_this_program_is_as_good_in_every_format) {
  const std::string truth = folder_ / "truth.obj";
  const Mesh mesh = write_tetrahedron(truth);
  write_ply(folder_ / "mesh.ply", mesh);
  write_glb(folder_ / "mesh.GLB", mesh);
  write_obj(folder_ / "mesh.obj", mesh);
  for (const char* name : {"mesh.ply", "mesh.GLB", "mesh.obj"}) {
    SCOPED_TRACE(name);
    std::vector<std::string> call{"evaluate",     "mesh",         "--truth-mesh", truth,
                                  "--prediction", folder_ / name, "--json",       json_};
    if (std::string(name) == "mesh.obj") call.insert(call.end(), {"--prediction-up", "y"});
    const ProgramResult result = run_program(call);
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_NEAR(figures()["chamfer"], 0, 1e-4);
    EXPECT_NEAR(figures()["volume_iou"], 1, 0.01);
  }
}

TEST_F(EvaluateMeshCommand, the_true_mesh_is_taken_as_upright_as_is_said) {
  const std::string truth = folder_ / "truth.obj";
  Mesh mesh = write_tetrahedron(truth);
  write_glb(folder_ / "mesh.glb", mesh);
  for (Vec3& vertex : mesh.vertices) vertex = vertex * 1.0005;  // which is more than rounding
  write_obj(folder_ / "y-up.obj", mesh);
  for (const char* up : {"y", "z"}) {
    const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "y-up.obj", "--truth-up",
                                              up, "--prediction", folder_ / "mesh.glb", "--json", json_});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_EQ(figures()["chamfer"] < 1e-4, up == std::string("y")) << up;
    EXPECT_THAT(result.output, HasSubstr("and scaled by 0.9995 into the unit cube"));
  }
}

TEST_F(EvaluateMeshCommand, the_true_mesh_may_be_taken_as_it_is) {
  const std::string truth = folder_ / "truth.obj";
  Mesh mesh = write_tetrahedron(truth);
  for (Vec3& vertex : mesh.vertices) vertex = vertex * 0.8 + Vec3{0.1, 0, 0};
  write_ply(folder_ / "own.ply", mesh);
  for (const char* fit : {"--fit-truth", "--no-fit-truth"}) {
    const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "own.ply", "--prediction",
                                              folder_ / "own.ply", "--json", json_, fit});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    const bool is_fitted = fit == std::string("--fit-truth");
    EXPECT_EQ(figures()["chamfer"] < 1e-4, !is_fitted) << fit;
    EXPECT_EQ(result.output.find("own.ply: is moved by 0.1 and scaled by 1.25") != std::string::npos, is_fitted);
  }
}

TEST_F(EvaluateMeshCommand, an_inside_that_the_paper_s_way_does_not_see_is_said) {
  const auto evaluate = [&](const std::string& truth) {
    write_file(folder_ / "box.obj", obj_box({-0.4, -0.4, -0.4}, {0.4, 0.4, 0.4}, 0));
    write_file(folder_ / "truth.obj", truth);
    return run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "truth.obj", "--prediction", folder_ / "box.obj",
                        "--no-fit-truth"})
        .output;
  };
  const std::string warning = "truth.obj: is open, or parts of it run through each other";
  for (const double half : {0.4, 0.5})
    EXPECT_THAT(evaluate(obj_box({-half, -half, -half}, {half, half, half}, 0)), Not(HasSubstr(warning))) << half;
  EXPECT_THAT(
      evaluate(obj_box({-0.4, -0.4, -0.4}, {0.1, 0.4, 0.4}, 0) + obj_box({-0.1, -0.4, -0.4}, {0.4, 0.4, 0.4}, 8)),
      HasSubstr(warning));
}

TEST_F(EvaluateMeshCommand, a_true_mesh_that_fits_better_y_up_is_said) {
  const Mesh mesh = [&] {
    write_file(folder_ / "tall.obj", obj_box({-0.1, -0.5, -0.2}, {0.1, 0.5, 0.2}, 0));
    return read_mesh(folder_ / "tall.obj", UpAxis::y);
  }();
  write_ply(folder_ / "tall.ply", mesh);
  const auto evaluate = [&](const std::vector<std::string>& more) {
    std::vector<std::string> line{"evaluate",           "mesh",         "--truth-mesh",
                                  folder_ / "tall.obj", "--prediction", folder_ / "tall.ply"};
    line.insert(line.end(), more.begin(), more.end());
    return run_program(line).output;
  };
  EXPECT_THAT(evaluate({}), HasSubstr("tall.obj: was taken z up and fits much better y up"));
  EXPECT_THAT(evaluate({"--truth-up", "z"}), Not(HasSubstr("fits much better")));
  EXPECT_THAT(evaluate({"--truth-up", "y"}), Not(HasSubstr("fits much better")));
}

TEST_F(EvaluateMeshCommand, a_prediction_that_fits_better_y_up_is_said) {
  write_file(folder_ / "tall.obj", obj_box({-0.1, -0.5, -0.2}, {0.1, 0.5, 0.2}, 0));
  write_ply(folder_ / "tall.ply", read_mesh(folder_ / "tall.obj", UpAxis::y));
  const auto evaluate = [&](const std::string& up) {
    return run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "tall.ply", "--truth-up", "z", "--no-fit-truth",
                        "--prediction", folder_ / "tall.obj", "--prediction-up", up})
        .output;
  };
  EXPECT_THAT(evaluate("auto"), HasSubstr("tall.obj: was taken z up and fits much better y up, see --prediction-up"));
  EXPECT_THAT(evaluate("z"), Not(HasSubstr("fits much better")));
  EXPECT_THAT(evaluate("y"), Not(HasSubstr("fits much better")));
}

/// A COLLADA file that says that z is up.
std::string z_up_collada(const Mesh& mesh) {
  std::string places, corners, axes;
  for (const Vec3& vertex : mesh.vertices) {
    for (int axis = 0; axis < 3; ++axis) places += std::to_string(vertex[axis]) + " ";
  }
  for (const Triangle& triangle : mesh.triangles) {
    for (const std::uint32_t corner : triangle) corners += std::to_string(corner) + " ";
  }
  for (const char* name : {"X", "Y", "Z"}) axes += std::string("<param name='") + name + "' type='float'/>";
  const std::string num_vertices = std::to_string(mesh.vertices.size());
  return "<?xml version='1.0'?><COLLADA xmlns='http://www.collada.org/2005/11/COLLADASchema' version='1.4.1'><asset>"
         "<up_axis>Z_UP</up_axis></asset><library_geometries><geometry id='g'><mesh><source id='p'>"
         "<float_array id='a' count='" +
         std::to_string(3 * mesh.vertices.size()) + "'>" + places +
         "</float_array><technique_common><accessor source='#a' stride='3' count='" + num_vertices + "'>" + axes +
         "</accessor></technique_common></source><vertices id='v'><input semantic='POSITION' source='#p'/></vertices>"
         "<triangles count='" +
         std::to_string(mesh.triangles.size()) + "'><input semantic='VERTEX' source='#v' offset='0'/><p>" + corners +
         "</p></triangles></mesh></geometry></library_geometries><library_visual_scenes><visual_scene id='s'>"
         "<node id='n'><instance_geometry url='#g'/></node></visual_scene></library_visual_scenes><scene>"
         "<instance_visual_scene url='#s'/></scene></COLLADA>";
}

TEST_F(EvaluateMeshCommand, a_file_that_says_which_axis_is_up_is_believed) {
  const Mesh mesh = write_tetrahedron(folder_ / "truth.obj");
  write_file(folder_ / "mesh.dae", z_up_collada(mesh));
  for (const std::string up : {"auto", "z", "y"}) {
    const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "truth.obj", "--prediction",
                                              folder_ / "mesh.dae", "--prediction-up", up, "--json", json_});
    ASSERT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_EQ(figures()["chamfer"] < 1e-4, up != "y") << up;
  }
}

TEST_F(EvaluateMeshCommand, a_true_mesh_out_of_sight_is_said) {
  Mesh mesh = write_tetrahedron(folder_ / "truth.obj");
  write_ply(folder_ / "near.ply", mesh);
  for (Vec3& vertex : mesh.vertices) vertex += {0, 0, 50};
  write_ply(folder_ / "far.ply", mesh);
  const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", folder_ / "far.ply", "--prediction",
                                            folder_ / "near.ply", "--no-fit-truth"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("the 16 views see nothing of the true mesh"));
}

TEST_F(EvaluateMeshCommand, a_mesh_that_cannot_be_read_fails_and_is_named) {
  const std::string mesh = folder_ / "broken.obj";
  write_file(mesh, "no mesh");
  const ProgramResult result = run_program({"evaluate", "mesh", "--truth-mesh", mesh, "--prediction", mesh});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, AllOf(HasSubstr("error: "), HasSubstr(mesh)));
}

}  // namespace
}  // namespace syncdreamer
