#include "render/augmentation.h"

#include <gtest/gtest.h>

#include "tests/render/textured_square.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(Augmentation, variants_differ_by_seed_and_fill_the_unit_box) {
  const TemporaryFolder folder;
  const SceneObject object = make_scene_object(textured_square(folder / "a.png"));
  const SceneObject a = augmented(object, 1), b = augmented(object, 1), c = augmented(object, 2);
  EXPECT_EQ(a.mesh.vertices[0], b.mesh.vertices[0]);
  EXPECT_NE(a.mesh.vertices[0], c.mesh.vertices[0]);
  EXPECT_NE(a.textures[0]->image().pixels, c.textures[0]->image().pixels);
  EXPECT_NEAR(bounding_box(a.mesh).longest_side(), 1, 1e-12);
  EXPECT_EQ(a.textures[0]->image().at(1, 1, 3), 0) << "holes stay holes";
}

}  // namespace
}  // namespace syncdreamer
