#include "render/texture.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(Texture, halved_copies_average_linear_light) {
  Image image(2, 2, 3);
  image.at(0, 0, 0) = image.at(1, 1, 0) = 255;
  const Texture texture(image);
  EXPECT_NEAR(texture.sample(0.3, 0.8, 1).color.x, 0.5, 1e-6);
  EXPECT_NEAR(texture.sample(0.25, 0.75, 0).color.x, 1, 1e-6);
  EXPECT_NEAR(texture.sample(-0.75, 7.75, 0).color.x, 1, 1e-6) << "it repeats";
}

}  // namespace
}  // namespace syncdreamer
