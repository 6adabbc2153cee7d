#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <string_view>

#include "render/procedural/palette.h"
#include "render/procedural/shape_builder.h"
#include "render/procedural/workshop.h"

namespace syncdreamer {

/// One object of a builder, not turned about z.
inline SceneObject built(void (*build)(Workshop&), std::uint64_t seed) {
  Random random(seed);
  Palette palette(random);
  ShapeBuilder shape;
  Workshop workshop{random, palette, shape};
  build(workshop);
  return shape.finish(0);
}

/// Checks that `statement(size of the box, object)` holds for many objects of a builder.
template <class Statement>
void expect_always(void (*build)(Workshop&), const Statement& statement) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const SceneObject object = built(build, seed);
    ASSERT_TRUE(statement(bounding_box(object.mesh).size(), object)) << "seed " << seed;
  }
}

}  // namespace syncdreamer
