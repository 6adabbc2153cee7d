#include "matting/grab_cut.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/error.h"
#include "core/random.h"
#include "image/foreground.h"
#include "tests/matting/painted_scene.h"

namespace syncdreamer {
namespace {

TEST(GrabCut, finds_an_object_before_a_background_that_is_not_plain) {
  const PaintedScene scene;
  EXPECT_GT(overlap(grab_cut_mask(scene.picture), scene.truth), 0.95);
}

TEST(GrabCut, a_wall_above_a_table_is_no_object_nor_is_the_seam_between_them) {
  PaintedScene scene;
  const auto paint = [&](int x, int y, std::array<int, 3> color) {
    for (int c = 0; c < 3; ++c)
      scene.picture.at(x, y, c) = static_cast<std::uint8_t>(color[static_cast<std::size_t>(c)] + (7 * x + 3 * y) % 11);
  };
  for (int y = 0; y < PaintedScene::kSize; ++y) {
    for (int x = 0; x < PaintedScene::kSize; ++x) {
      if (scene.truth[static_cast<std::size_t>(y) * PaintedScene::kSize + x] > 0.5F) continue;
      paint(x, y, y < 60 ? std::array{205, 200, 190} : y > 61 ? std::array{120, 90, 60} : std::array{40, 160, 40});
    }
  }
  EXPECT_GT(overlap(grab_cut_mask(scene.picture), scene.truth), 0.95);
}

TEST(GrabCut, an_object_that_one_side_cuts_off_keeps_its_colours) {
  PaintedScene scene;
  const auto is_object = [&](int x, int y) {
    return scene.truth[static_cast<std::size_t>(y) * PaintedScene::kSize + x] > 0.5F;
  };
  for (int y = 44; y < PaintedScene::kSize; ++y) {  // the disc's middle goes on to the bottom
    for (int x = 30; x < 70; ++x) {
      scene.truth[static_cast<std::size_t>(y) * PaintedScene::kSize + x] = 1;
      for (int c = 0; c < 3; ++c) scene.picture.at(x, y, c) = scene.picture.at(60, 44, c);
    }
  }
  ASSERT_TRUE(is_object(50, PaintedScene::kSize - 1));
  const std::vector<float> mask = grab_cut_mask(scene.picture);
  EXPECT_GT(overlap(mask, scene.truth), 0.95);
  EXPECT_GT(mask[(PaintedScene::kSize - 1) * PaintedScene::kSize + 50], 0.9F) << "to the picture's edge";
}

using Levels = std::array<double, 3>;

constexpr int kSide = 240;

/// A picture of such colours, with noise.
Image noisy_picture(const std::function<Levels(int x, int y)>& color) {
  Image picture(kSide, kSide, 3);
  Random random(1);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const Levels here = color(x, y);
      const double noise = random.uniform(-4, 4);
      for (int c = 0; c < 3; ++c)
        picture.at(x, y, c) = static_cast<std::uint8_t>(here[static_cast<std::size_t>(c)] + noise);
    }
  }
  return picture;
}

std::vector<float> truth_of(const std::function<bool(int x, int y)>& is_in) {
  std::vector<float> mask;
  for (int i = 0; i < kSide * kSide; ++i) mask.push_back(is_in(i % kSide, i / kSide) ? 1.0F : 0.0F);
  return mask;
}

TEST(GrabCut, white_of_an_object_on_a_table_is_not_the_white_wall_behind_it) {
  const Levels white{205, 200, 190}, wood{140, 105, 75}, red{190, 30, 40}, sky{120, 170, 235};
  const auto is_lid = [](int x, int y) { return x >= 80 && x < 160 && y >= 90 && y < 130; };
  const auto is_base = [](int x, int y) { return x >= 85 && x < 155 && y >= 130 && y < 190; };
  const auto is_window = [](int x, int y) { return x >= 161 && x < 220 && y >= 20 && y < 95; };  // beside the object
  const std::vector<float> mask = grab_cut_mask(noisy_picture([&](int x, int y) {
    return is_lid(x, y) ? red : is_base(x, y) ? white : is_window(x, y) ? sky : y < 110 ? white : wood;
  }));
  EXPECT_GT(mask[160 * kSide + 120], 0.9F) << "the base";
  EXPECT_LT(mask[60 * kSide + 120], 0.1F) << "the wall";
  const auto lower = [](std::vector<float> all) {  // below the window
    all.erase(all.begin(), all.begin() + std::ptrdiff_t{100} * kSide);
    return all;
  };
  EXPECT_GT(overlap(lower(mask), lower(truth_of([&](int x, int y) { return is_lid(x, y) || is_base(x, y); }))), 0.95);
}

TEST(GrabCut, a_soft_shadow_on_ground_of_several_colours_is_no_object) {
  const auto is_box = [](int x, int y) { return x >= 80 && x < 140 && y >= 60 && y < 180; };
  const Image picture = noisy_picture([&](int x, int y) {
    const double light = 1 - 0.6 * std::clamp(1 - std::hypot((x - 140) / 80.0, (y - 175) / 28.0), 0.0, 1.0);
    const double along = double(x + y) / (2 * kSide);
    const Levels ground{light * (190 - 90 * along), light * (150 - 30 * along), light * (110 + 40 * along)};
    return is_box(x, y) ? Levels{200, 40, 30} : ground;
  });
  EXPECT_GT(overlap(grab_cut_mask(picture), truth_of(is_box)), 0.95);
}

TEST(GrabCut, compression_noise_around_an_object_on_white_is_no_object) {
  PaintedScene scene;
  const int size = PaintedScene::kSize;
  const auto is_object = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < size && y < size && scene.truth[static_cast<std::size_t>(y) * size + x] > 0.5F;
  };
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (is_object(x, y)) continue;
      const bool is_near = is_object(x - 6, y) || is_object(x + 6, y) || is_object(x, y - 6) || is_object(x, y + 6);
      for (int c = 0; c < 3; ++c)
        scene.picture.at(x, y, c) = static_cast<std::uint8_t>(is_near ? 250 + (7 * x + 3 * y + c) % 6 : 255);
    }
  }
  EXPECT_GT(overlap(grab_cut_mask(scene.picture), scene.truth), 0.95);
}

TEST(GrabCut, edges_are_soft_and_coverages_between_0_and_1) {
  int soft = 0;
  for (const float coverage : grab_cut_mask(PaintedScene().picture)) {
    EXPECT_GE(coverage, 0);
    EXPECT_LE(coverage, 1);
    soft += coverage > 0.05F && coverage < 0.95F;
  }
  EXPECT_GT(soft, 100) << "the edge is 188 pixels long";
}

TEST(GrabCut, small_things_beside_the_object_are_left_out) {
  PaintedScene scene;
  for (int y = 78; y < 88; ++y) {
    for (int x = 5; x < 20; ++x) {  // a twentieth of the disc
      for (int c = 0; c < 3; ++c) scene.picture.at(x, y, c) = scene.picture.at(60, 44, c);
    }
  }
  EXPECT_LT(grab_cut_mask(scene.picture)[83 * PaintedScene::kSize + 12], 0.1F);
}

TEST(GrabCut, small_places_inside_the_object_belong_to_it_and_large_ones_do_not) {
  PaintedScene scene;
  const auto paint_as_background = [&](int left, int top, int size) {
    for (int y = top; y < top + size; ++y) {
      for (int x = left; x < left + size; ++x) {
        for (int c = 0; c < 3; ++c) scene.picture.at(x, y, c) = scene.picture.at(2 + (x - left) % 5, y, c);
      }
    }
  };
  paint_as_background(40, 28, 4);  // 16 of the disc's 2,827 pixels
  paint_as_background(42, 54, 14);
  const std::vector<float> mask = grab_cut_mask(scene.picture);
  EXPECT_GT(mask[30 * PaintedScene::kSize + 42], 0.9F);
  EXPECT_LT(mask[61 * PaintedScene::kSize + 49], 0.1F);
}

TEST(GrabCut, gives_the_same_mask_again) {
  const PaintedScene scene;
  const std::vector<float> first = grab_cut_mask(scene.picture);
  EXPECT_EQ(grab_cut_mask(scene.picture), first);
}

TEST(GrabCut, large_pictures_are_cut_at_half_a_million_pixels) {
  const PaintedScene large(12);
  ASSERT_GT(large.truth.size(), 1U << 19);
  const std::vector<float> mask = grab_cut_mask(large.picture);
  ASSERT_EQ(mask.size(), large.truth.size());
  EXPECT_GT(overlap(mask, large.truth), 0.95);
}

TEST(GrabCut, pictures_without_an_object_are_refused) {
  EXPECT_THROW(grab_cut_mask(Image(64, 64, 3, 128)), NoObjectError);
  EXPECT_THROW(grab_cut_mask(Image(15, 64, 3, 128)), InputError);
  EXPECT_THROW(grab_cut_mask(Image(16, 200000, 3, 128)), InputError) << "too thin once it is reduced";
}

}  // namespace
}  // namespace syncdreamer
