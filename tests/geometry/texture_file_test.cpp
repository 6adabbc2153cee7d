#include "geometry/texture_file.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(TextureFile, is_found_as_a_model_may_name_it) {
  const TemporaryFolder folder;
  const std::filesystem::path model = folder / "chair.obj", leaf = folder / "maps" / "leaf a.png";
  write_file(leaf, "");
  for (const char* name : {"maps/leaf a.png", "maps\\leaf a.png", "maps/leaf a.png  ", "maps/leaf%20a.png",
                           "MAPS\\Leaf A.PNG", "./maps/LEAF%20A.png"})
    EXPECT_TRUE(std::filesystem::equivalent(find_texture_file(model, name), leaf)) << name;
  for (const char* name : {"", "maps", "maps/leaf.png", "leaf a.png", "../leaf a.png"})
    EXPECT_EQ(find_texture_file(model, name), "") << name;
}

TEST(TextureFile, may_lie_beside_the_model_instead) {
  const TemporaryFolder folder;
  write_file(folder / "leaf.png", "");
  EXPECT_EQ(find_texture_file(folder / "chair.obj", "C:/Users/me/leaf.png"), folder / "leaf.png");
  EXPECT_EQ(find_texture_file(folder / "chair.obj", "C:\\Users\\me\\LEAF.png"), folder / "leaf.png");
}

TEST(TextureFile, of_the_very_name_comes_before_others) {
  const TemporaryFolder folder;
  for (const char* name : {"LEAF.png", "leaf.png"}) write_file(folder / name, "");
  for (const char* name : {"LEAF.png", "leaf.png"})
    EXPECT_EQ(find_texture_file(folder / "chair.obj", name), folder / name);
}

}  // namespace
}  // namespace syncdreamer
