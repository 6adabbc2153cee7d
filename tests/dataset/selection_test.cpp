#include "dataset/selection.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Selection, family_is_the_name_in_lower_case_letters) {
  EXPECT_EQ(family_of("a/Chair-2b.obj"), "chairb");
  EXPECT_EQ(family_of("chair3.obj"), "chair");
  EXPECT_EQ(family_of("12.obj"), "12");
  EXPECT_NE(family_of("椅子1.obj"), family_of("机1.obj"));
  EXPECT_EQ(family_of("椅子1.obj"), family_of("椅子2.obj"));
  EXPECT_NE(family_of("стол-v2.obj"), family_of("стул-v3.obj"));
}

TEST(Selection, models_that_all_have_one_name_are_of_the_families_of_their_folders) {
  EXPECT_EQ(family_of("scans/Shoe_2/meshes/model.obj"), "shoe");
  EXPECT_EQ(family_of("03001627/1a2b/models/model_normalized.obj"), "ab");
  EXPECT_EQ(family_of("sketchfab/red_sofa/scene.gltf"), "redsofa");
  EXPECT_EQ(family_of("scene.gltf"), "scene");
  EXPECT_EQ(family_of("../models/scene.gltf"), "scene");
}

TEST(Selection, about_a_tenth_of_the_families_is_held_out) {
  int count = 0;
  for (int i = 0; i < 2000; ++i) count += is_held_out("family" + std::to_string(i)) ? 1 : 0;
  EXPECT_NEAR(count, 200, 60);
}

TEST(Selection, what_is_held_out_stays_so_for_ever) {
  for (const char* family : {"box", "sofa", "fridge", "plant"}) EXPECT_TRUE(is_held_out(family)) << family;
  for (const char* family : {"chair", "table", "robot", "lamp"}) EXPECT_FALSE(is_held_out(family)) << family;
}

TEST(Selection, flat_things_and_openings_are_left_out) {
  const Box cube{{0, 0, 0}, {1, 1, 1}}, sheet{{0, 0, 0}, {1, 1, 0.04}};
  EXPECT_FALSE(is_left_out("chair", cube));
  EXPECT_TRUE(is_left_out("chair", sheet));
  EXPECT_TRUE(is_left_out("chair", Box()));
  EXPECT_FALSE(is_flat(cube));
  EXPECT_TRUE(is_flat(sheet));
  for (const char* name : {"window", "frontdoor", "pictureframe", "curtain", "mirror"}) {
    EXPECT_TRUE(is_left_out(name, cube)) << name;
  }
}

}  // namespace
}  // namespace syncdreamer
