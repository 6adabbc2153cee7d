#include "matting/matting_network.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "image/foreground.h"
#include "tests/matting/painted_scene.h"
#include "tests/matting/red_network.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

class RedNetwork : public testing::Test {
 protected:
  RedNetwork() { write_file(file_, red_network(96)); }

  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "red.onnx";
};

TEST_F(RedNetwork, gives_its_output_stretched_to_0_to_1) {
  const PaintedScene scene;
  const std::vector<float> mask = MattingNetwork(file_, 96).mask(scene.picture);
  EXPECT_GT(overlap(mask, scene.truth), 0.95);
  EXPECT_NEAR(*std::min_element(mask.begin(), mask.end()), 0, 1e-6);
  EXPECT_NEAR(*std::max_element(mask.begin(), mask.end()), 1, 1e-6);
}

TEST_F(RedNetwork, gets_imagenet_s_normalization) {
  Image halves(96, 96, 3);
  for (int y = 0; y < 96; ++y) {
    for (int x = 0; x < 96; ++x) halves.at(x, y, 0) = x < 32 ? 255 : 0, halves.at(x, y, 1) = x < 64 ? 102 : 0;
  }
  // Red less green after normalization, but for a constant: left 1/0.229 - 0.4/0.224, middle -0.4/0.224, right 0.
  const std::vector<float> mask = MattingNetwork(file_, 96).mask(halves);
  EXPECT_NEAR(mask[16], 1, 1e-5);
  EXPECT_NEAR(mask[48], 0, 1e-5);
  EXPECT_NEAR(mask[80], 0.4 / 0.224 * 0.229, 1e-4);
}

TEST_F(RedNetwork, may_be_shared_by_threads) {
  const MattingNetwork network(file_, 96);
  const PaintedScene scene;
  Image mirrored = scene.picture;
  for (int y = 0; y < mirrored.height; ++y) {
    for (int x = 0; x < mirrored.width; ++x) {
      for (int c = 0; c < 3; ++c) mirrored.at(x, y, c) = scene.picture.at(mirrored.width - 1 - x, y, c);
    }
  }
  const std::vector<float> expected = network.mask(scene.picture), of_mirrored = network.mask(mirrored);
  std::atomic<int> num_wrong = 0;
  std::thread other([&] {
    for (int i = 0; i < 60; ++i) num_wrong += network.mask(mirrored) != of_mirrored;
  });
  for (int i = 0; i < 60; ++i) num_wrong += network.mask(scene.picture) != expected;
  other.join();
  EXPECT_EQ(num_wrong, 0);
}

TEST_F(RedNetwork, the_mask_has_the_size_of_the_picture) {
  Image wide(50, 30, 3);
  wide.at(20, 20, 0) = 255;
  EXPECT_EQ(MattingNetwork(file_, 96).mask(wide).size(), 50U * 30U);
}

TEST_F(RedNetwork, what_is_no_network_or_finds_nothing_is_refused_by_name) {
  const MattingNetwork network(file_, 96);
  EXPECT_THROW(network.mask(Image(96, 96, 3, 7)), NoObjectError);
  write_file(folder_ / "text.onnx", "no network at all");
  EXPECT_THAT(refusal_of([&] { const MattingNetwork broken(folder_ / "text.onnx", 96); }),
              testing::HasSubstr("text.onnx"));
  EXPECT_THROW(MattingNetwork(folder_ / "absent.onnx", 96), InputError);
}

}  // namespace
}  // namespace syncdreamer
