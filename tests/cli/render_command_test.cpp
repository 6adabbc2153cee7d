#include <gmock/gmock.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "core/files.h"
#include "dataset/view_folder.h"
#include "tests/cli/program.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSmallModel = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";

TEST(RenderCommand, renders_a_model_into_the_training_layout) {
  const TemporaryFolder folder;
  write_file(folder / "tetrahedron.obj", kSmallModel);
  const std::filesystem::path out = folder / "set";
  const ProgramResult result = run_program({"render", folder / "tetrahedron.obj", "--views", "2", "--size", "16",
                                            "--samples", "1", "--licence", "CC0-1.0", "-o", out});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(read_file(out / "objects.json"), HasSubstr("CC0-1.0"));
  for (const char* kind : {"input", "target"}) {
    EXPECT_TRUE(std::filesystem::exists(out / kind / "tetrahedron" / "001.png")) << kind;
  }
}

TEST(RenderCommand, a_model_whose_name_says_nothing_is_of_its_folder_s_family_wherever_it_is_named_from) {
  const TemporaryFolder folder;
  write_file(folder / "fridge" / "model.obj", kSmallModel);
  const auto family = [&](const char* from, const char* model, const char* set) {
    const ProgramResult result = run_shell(
        "cd " + (folder / from).string() + " && " +
        program_line({"render", model, "--views", "1", "--size", "16", "--samples", "1", "-o", folder / set}));
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    EXPECT_THAT(result.output, Not(HasSubstr("none of its objects is held out")));
    return ViewFolder(folder / set).objects().at(0).family;
  };
  EXPECT_EQ(family("", "fridge/model.obj", "a"), "fridge");
  EXPECT_EQ(family("fridge", "model.obj", "b"), "fridge");
  EXPECT_EQ(family("fridge", ".", "c"), "fridge");
  make_folder(folder / "box");
  std::filesystem::create_symlink("../fridge/model.obj", folder / "box" / "scene.obj");
  EXPECT_EQ(family("box", "scene.obj", "d"), "box") << "as the link is called";
}

TEST(RenderCommand, when_interrupted_ends_between_the_variants_of_a_model) {
  const TemporaryFolder folder;
  write_file(folder / "chair.obj", kSmallModel);
  const std::string command = program_line({"render", folder / "chair.obj", "--augment", "1000", "--views", "1",
                                            "--size", "16", "--samples", "1", "-o", folder / "set"});
  const ProgramResult stopped = run_shell(command + " & id=$!; n=0; while ! ls " + (folder / "set").string() +
                                          "/target/* > /dev/null 2>&1 && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); "
                                          "done; kill -INT $id; wait $id; echo code $?");
  EXPECT_THAT(stopped.output, HasSubstr("of 1000 are done; the same command goes on with --keep"));
  EXPECT_THAT(stopped.output, HasSubstr("code 1\n"));
  EXPECT_GT(ViewFolder(folder / "set").objects().size(), 0U);
}

TEST(RenderCommand, a_model_is_not_replaced_by_the_mesh_that_is_made_of_it) {
  const TemporaryFolder folder;
  std::string model;  // "box" is held out, so its mesh is written
  for (int corner = 0; corner < 8; ++corner) {
    const auto sign = [&](int bit) { return std::string(corner >> bit & 1 ? " 1" : " 0"); };
    model.append("v").append(sign(0)).append(sign(1)).append(sign(2)).append("\n");
  }
  model += "f 1 2 4 3\nf 5 6 8 7\nf 1 2 6 5\nf 3 4 8 7\nf 1 3 7 5\nf 2 4 8 6\n";
  write_file(folder / "box.obj", model);
  const auto render = [&](const std::filesystem::path& file) {
    return run_program({"render", file, "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  };
  ASSERT_EQ(render(folder / "box.obj").exit_code, kDone);
  const std::filesystem::path mesh = folder / "set" / "mesh" / "box.ply";
  const std::string before = read_file(mesh);
  const ProgramResult result = render(mesh);
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("box.ply: the held-out object's mesh would replace it"));
  EXPECT_EQ(read_file(mesh), before);
}

TEST(RenderCommand, what_is_held_out_by_hand_stays_so) {
  const TemporaryFolder folder;
  write_file(folder / "chair.obj", kSmallModel);
  const std::filesystem::path index = folder / "set" / "objects.json";
  const auto is_held_out = [&] { return nlohmann::json::parse(read_file(index))["objects"][0]["held_out"]; };
  const auto render = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"render", folder / "chair.obj", "--views", "1", "--size",
                                       "16",     "--samples",          "1"};
    arguments.insert(arguments.end(), {"-o", folder / "set"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    EXPECT_EQ(run_program(arguments).exit_code, kDone);
  };
  render({});
  EXPECT_EQ(is_held_out(), false);
  auto root = nlohmann::json::parse(read_file(index));
  root["objects"][0]["held_out"] = true;
  write_file(index, root.dump());
  render({"--keep"});
  EXPECT_EQ(is_held_out(), true);
  EXPECT_TRUE(std::filesystem::exists(folder / "set" / "mesh" / "chair.ply")) << "for evaluations";
  render({});
  EXPECT_EQ(is_held_out(), true);
}

TEST(RenderCommand, models_of_one_name_from_two_folders_do_not_overwrite_each_other) {
  const TemporaryFolder folder;
  const std::filesystem::path a = folder / "a", b = folder / "b";
  for (const std::filesystem::path& place : {a, b}) write_file(place / "chair.obj", kSmallModel);
  const auto num_objects = [&](const std::string& first, const std::string& second, const std::string& set) {
    const ProgramResult result =
        run_program({"render", first, second, "--views", "1", "--size", "16", "--samples", "1", "-o", folder / set});
    EXPECT_EQ(result.exit_code, kDone) << result.output;
    return std::distance(std::filesystem::directory_iterator(folder.path() / set / "target"), {});
  };
  EXPECT_EQ(num_objects(a / "chair.obj", b / "chair.obj", "named"), 2);
  EXPECT_EQ(num_objects(a, b, "found"), 2);
}

TEST(RenderCommand, a_model_that_is_named_twice_is_one_object) {
  const TemporaryFolder folder;
  const std::filesystem::path chinese = folder / "b" / "椅子.obj";
  write_file(folder / "a" / "chair.obj", kSmallModel);
  write_file(chinese, kSmallModel);
  const ProgramResult result =
      run_program({"render", folder / "a" / "chair.obj", folder / "a" / "../a/chair.obj", folder / "a", chinese,
                   "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  const std::filesystem::directory_iterator objects(folder / "set" / "target");
  EXPECT_EQ(std::distance(objects, {}), 2);
  EXPECT_FALSE(std::filesystem::exists(folder / "set" / "target" / "------"))
      << "as all names of such letters would be";
}

TEST(RenderCommand, another_model_of_a_name_that_the_set_has_is_neither_passed_over_nor_takes_its_place_silently) {
  const TemporaryFolder folder;
  write_file(folder / "a" / "mug.obj", kSmallModel);
  write_file(folder / "b" / "mug.obj", std::string("# another one\n") + kSmallModel);
  const auto render = [&](const char* from, const std::vector<std::string>& flags = {}) {
    std::vector<std::string> command{"render", folder / from, "--views", "1",  "--size",
                                     "16",     "--samples",   "1",       "-o", folder / "set"};
    command.insert(command.end(), flags.begin(), flags.end());
    return run_program(command);
  };
  ASSERT_EQ(render("a").exit_code, kDone);
  EXPECT_EQ(render("a", {"--keep"}).exit_code, kDone);
  const ProgramResult kept = render("b", {"--keep"}), replaced = render("b");
  EXPECT_EQ(kept.exit_code, kFailed);
  EXPECT_THAT(kept.output, HasSubstr("b/mug.obj: the set has another model as 'mug-"));
  EXPECT_EQ(replaced.exit_code, kDone);
  EXPECT_THAT(replaced.output, HasSubstr("b/mug.obj: takes the place of another model"));
}

TEST(RenderCommand, models_that_cannot_be_read_make_it_fail_after_the_others_are_rendered) {
  const TemporaryFolder folder;
  const std::filesystem::path models = folder / "models", out = folder / "set";
  make_folder(models);
  write_file(models / "good.obj", kSmallModel);
  write_file(models / "._good.obj", "what macOS puts beside files");
  // A face of no vertices: Assimp ends a program that asks it for the triangles of this.
  write_file(models / "empty.ply",
             "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
             "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n0\n");
  const ProgramResult result =
      run_program({"render", models, "--views", "1", "--size", "16", "--samples", "1", "-o", out});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("empty.ply: face 0 has no vertices"), HasSubstr("1 of 2 models could not be rendered")));
  EXPECT_THAT(read_file(out / "objects.json"), HasSubstr("good"));
}

TEST(RenderCommand, a_very_long_name_is_shortened_and_told_from_others_by_a_hash) {
  const TemporaryFolder folder;
  const auto model = folder / (std::string(251, 'l') + ".obj");
  write_file(model, kSmallModel);
  const ProgramResult result =
      run_program({"render", model, "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  ASSERT_EQ(result.exit_code, kDone) << result.output;
  EXPECT_THAT(ViewFolder(folder / "set").objects().at(0).uid, testing::MatchesRegex("l{200}-[0-9a-f]{8}"));
}

TEST(RenderCommand, what_is_left_out_of_a_folder_is_named) {
  const TemporaryFolder folder;
  const std::filesystem::path models = folder / "models";
  make_folder(models);
  write_file(models / "window.obj", kSmallModel);
  write_file(models / "chair.obj", kSmallModel);
  write_file(models / "sheet.obj",
             "mtllib clear.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nusemtl plain\nf 1 2 3\nusemtl clear\nf 1 2 4\n");
  write_file(models / "clear.mtl", "newmtl plain\nd 1\nnewmtl clear\nd 0\n");
  const ProgramResult result =
      run_program({"render", models, "--views", "1", "--size", "16", "--samples", "1", "-o", folder / "set"});
  EXPECT_EQ(result.exit_code, kDone);
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("window.obj: left out, because its name is that of an opening or a picture"),
                    HasSubstr("sheet.obj: left out, because it is flat"),  // but for what is wholly transparent
                    Not(HasSubstr("chair.obj"))));
}

TEST(RenderCommand, meshes_of_an_earlier_run_are_no_models) {
  for (const char* output : {"set", "."}) {
    const TemporaryFolder folder;
    const std::filesystem::path set = folder / output;
    write_file(folder / "box.obj", kSmallModel);  // a family that is held out, whose mesh is written
    const std::vector<std::string> render{"render",    folder.path(), "--views", "1",  "--size", "16",
                                          "--samples", "1",           "--keep",  "-o", set};
    ASSERT_EQ(run_program(render).exit_code, kDone);
    ASSERT_TRUE(std::filesystem::exists(set / "mesh"));
    ASSERT_EQ(run_program(render).exit_code, kDone);
    EXPECT_EQ(ViewFolder(set).objects().size(), 1U) << output;
  }
}

TEST(RenderCommand, a_folder_without_models_fails) {
  const TemporaryFolder folder;
  const ProgramResult result = run_program({"render", folder.path(), "-o", folder / "set"});
  EXPECT_EQ(result.exit_code, kFailed);
  EXPECT_THAT(result.output, HasSubstr("no 3-D model"));
}

}  // namespace
}  // namespace syncdreamer
