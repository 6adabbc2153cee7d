#include "reconstruct/reconstruction_view.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ReconstructionView, of_a_camera_amid_the_cube_has_pixels_of_a_size) {
  Camera camera = camera_at({}, 64);
  EXPECT_NEAR(pixel_size({camera, {}, {}}), length(camera.centre()) / camera.fx, 1e-12);
  camera.translation = {};  // at the origin, as the first camera of many data is
  EXPECT_NEAR(pixel_size({camera, {}, {}}), 0.5 / camera.fx, 1e-12);
}

TEST(ReconstructionView, shows_something_unless_its_picture_is_white_or_transparent) {
  Image picture(8, 8, 3, 255);
  const Camera camera = camera_at({}, 8);
  EXPECT_FALSE(shows_something(make_view(picture, camera)));
  EXPECT_FALSE(shows_something(make_view(Image(8, 8, 4, 0), camera)));
  for (int i = 0; i < 16; ++i) picture.at(2 + i % 4, 2 + i / 4, 1) = 0;
  EXPECT_TRUE(shows_something(make_view(picture, camera)));
}

}  // namespace
}  // namespace syncdreamer
