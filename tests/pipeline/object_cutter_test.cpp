#include "pipeline/object_cutter.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "tests/matting/painted_scene.h"
#include "tests/matting/red_network.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

std::vector<float> alpha_of(const Image& image) {
  EXPECT_EQ(image.channels, 4);
  std::vector<float> alpha;
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) alpha.push_back(image.pixels[i] / 255.0F);
  return alpha;
}

TEST(ObjectCutter, grabcut_and_onnx_find_an_object_on_any_background) {
  const PaintedScene scene;
  const TemporaryFolder folder;
  write_file(folder / "red.onnx", red_network(96));
  const ObjectCutter grabcut({.method = MaskMethod::grabcut});
  const ObjectCutter onnx(
      {.method = MaskMethod::onnx, .matting_model = (folder / "red.onnx").string(), .matting_size = 96});
  for (const ObjectCutter* cutter : {&grabcut, &onnx}) {
    const Image cut = cutter->cut_out(scene.picture);
    EXPECT_GT(overlap(alpha_of(cut), scene.truth), 0.95);
    for (int c = 0; c < 3; ++c) EXPECT_EQ(cut.at(50, 44, c), scene.picture.at(50, 44, c));
  }
}

TEST(ObjectCutter, white_takes_the_background_even_of_a_picture_with_alpha) {
  Image square(32, 32, 4, 255);
  for (int y = 8; y < 24; ++y) {
    for (int x = 8; x < 24; ++x) square.at(x, y, 0) = 0;
  }
  square.at(0, 0, 3) = 0;
  const Image cut = ObjectCutter({.method = MaskMethod::white}).cut_out(square);
  EXPECT_EQ(cut.at(16, 16, 3), 255);
  EXPECT_EQ(cut.at(2, 2, 3), 0);
}

TEST(ObjectCutter, auto_changes_nothing_and_alpha_asks_for_it) {
  const Image grey(8, 8, 3, 90);
  EXPECT_EQ(ObjectCutter({}).cut_out(grey).pixels, grey.pixels);
  const ObjectCutter alpha({.method = MaskMethod::alpha});
  EXPECT_THROW(alpha.cut_out(grey), InputError);
  EXPECT_THROW(alpha.cut_out(Image(8, 8, 4, 255)), InputError);
  const Image half(8, 8, 4, 128);
  EXPECT_EQ(alpha.cut_out(half).pixels, half.pixels);
}

TEST(ObjectCutter, options_that_contradict_each_other_are_refused) {
  EXPECT_THROW(ObjectCutter({.method = MaskMethod::onnx}), InputError);
  EXPECT_THROW(ObjectCutter({.method = MaskMethod::grabcut, .matting_model = "u2net.onnx"}), InputError);
  EXPECT_THROW(ObjectCutter({.matting_size = 0}), InputError);
}

}  // namespace
}  // namespace syncdreamer
