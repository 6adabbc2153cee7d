#include "render/procedural/procedural_object.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"

namespace syncdreamer {
namespace {

TEST(ProceduralObject, every_kind_is_sound_for_many_seeds) {
  for (const ProceduralKind& kind : procedural_kinds()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const SceneObject object = make_procedural_object(kind.name, seed);
      const Box box = bounding_box(object.mesh);
      ASSERT_NEAR(box.longest_side(), 1, 1e-12) << kind.name << ' ' << seed;
      ASSERT_NEAR(length(box.centre()), 0, 1e-12) << kind.name << ' ' << seed;
      ASSERT_GT(box.shortest_side(), 0.05) << kind.name << ' ' << seed;
      ASSERT_EQ(object.patterns.size(), object.mesh.materials.size());
      for (const Vec3& normal : object.mesh.normals) ASSERT_TRUE(std::isfinite(length(normal))) << kind.name;
    }
  }
}

TEST(ProceduralObject, a_seed_gives_one_object_and_another_seed_another) {
  for (const ProceduralKind& kind : procedural_kinds()) {
    const Mesh a = make_procedural_object(kind.name, 3).mesh, b = make_procedural_object(kind.name, 3).mesh;
    const Mesh c = make_procedural_object(kind.name, 4).mesh;
    EXPECT_EQ(a.vertices, b.vertices);
    EXPECT_NE(a.vertices, c.vertices) << kind.name;
  }
}

TEST(ProceduralObject, kinds_have_distinct_names_and_fifteen_are_held_out) {
  std::set<std::string_view> names;
  for (const ProceduralKind& kind : procedural_kinds()) names.insert(kind.name);
  EXPECT_EQ(names.size(), procedural_kinds().size());
  const auto num_held_out = std::count_if(procedural_kinds().begin(), procedural_kinds().end(),
                                          [](const ProceduralKind& kind) { return kind.held_out; });
  EXPECT_EQ(num_held_out, 15);
  EXPECT_THROW(make_procedural_object("dragon", 1), InputError);
}

}  // namespace
}  // namespace syncdreamer
