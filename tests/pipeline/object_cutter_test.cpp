#include "pipeline/object_cutter.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.h"
#include "core/files.h"
#include "image/image_io.h"
#include "tests/matting/painted_scene.h"
#include "tests/matting/red_network.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

std::vector<float> alpha_of(const Image& image) {
  EXPECT_EQ(image.channels, 4);
  std::vector<float> alpha;
  for (std::size_t i = 3; i < image.pixels.size(); i += 4) alpha.push_back(image.pixels[i] / 255.0F);
  return alpha;
}

TEST(ObjectCutter, pictures_with_too_few_pixels_are_a_mistake_of_the_caller) {
  Image picture(10, 10, 3, 255);
  picture.width = picture.height = 3000;
  for (const MaskMethod method : {MaskMethod::automatic, MaskMethod::alpha, MaskMethod::grabcut}) {
    EXPECT_THROW(ObjectCutter({.method = method}).cut_out(picture, "cup.png"), std::logic_error);
    EXPECT_THROW(ObjectCutter({.method = method}).cut_out(Image(), "cup.png"), std::logic_error);
  }
}

TEST(ObjectCutter, grabcut_and_onnx_find_an_object_on_any_background) {
  const PaintedScene scene;
  const TemporaryFolder folder;
  write_file(folder / "red.onnx", red_network(96));
  const ObjectCutter grabcut({.method = MaskMethod::grabcut});
  const ObjectCutter onnx(
      {.method = MaskMethod::onnx, .matting_model = (folder / "red.onnx").string(), .matting_size = 96});
  for (const ObjectCutter* cutter : {&grabcut, &onnx}) {
    const Image cut = cutter->cut_out(scene.picture, "cup.png");
    EXPECT_GT(overlap(alpha_of(cut), scene.truth), 0.95);
    for (int c = 0; c < 3; ++c) EXPECT_EQ(cut.at(50, 44, c), scene.picture.at(50, 44, c));
  }
}

TEST(ObjectCutter, specks_that_a_network_sees_are_no_part_of_the_object) {
  const TemporaryFolder folder;
  write_file(folder / "red.onnx", red_network(96));
  Image picture(96, 96, 3);
  for (int y = 20; y < 70; ++y) {
    for (int x = 20; x < 70; ++x) picture.at(x, y, 0) = 255;
  }
  for (int y = 88; y < 92; ++y) {
    for (int x = 88; x < 92; ++x) picture.at(x, y, 0) = 255;
  }
  const Image cut =
      ObjectCutter({.method = MaskMethod::onnx, .matting_model = (folder / "red.onnx").string(), .matting_size = 96})
          .cut_out(picture, "cup.png");
  EXPECT_EQ(cut.at(45, 45, 3), 255);
  EXPECT_EQ(cut.at(90, 90, 3), 0);
}

TEST(ObjectCutter, views_with_much_background_within_the_object_are_warned_of) {
  const TemporaryFolder folder;
  const auto said_of_hole = [&](int side, const MaskOptions& options) {
    Image view(64, 64, 3, 255);
    for (int y = 8; y < 56; ++y) {
      for (int x = 8; x < 56; ++x) {
        const bool is_hole = std::max(std::abs(x - 32), std::abs(y - 32)) < side;
        if (!is_hole) view.at(x, y, 1) = view.at(x, y, 2) = 0;
      }
    }
    for (const char* name : {"000.png", "001.png", "002.png"}) write_png(folder / name, view);
    std::string said;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
    EXPECT_EQ(read_views(folder.path(), ObjectCutter(options), reporter).size(), 3U);
    return said;
  };
  const std::string warning = "on average 16 % of the objects have the background's colour";
  EXPECT_THAT(said_of_hole(10, {}), testing::HasSubstr(warning));
  EXPECT_THAT(said_of_hole(10, {.method = MaskMethod::white}), testing::HasSubstr(warning));
  EXPECT_THAT(said_of_hole(10, {.method = MaskMethod::holes}), testing::Not(testing::HasSubstr("enclosed")));
  EXPECT_THAT(said_of_hole(2, {}), testing::Not(testing::HasSubstr("enclosed")));
}

TEST(ObjectCutter, holes_are_seen_through_and_alpha_is_taken_as_it_is) {
  Image ring(64, 64, 3, 255);
  for (int y = 8; y < 56; ++y) {
    for (int x = 8; x < 56; ++x) {
      if (std::max(std::abs(x - 32), std::abs(y - 32)) > 10) ring.at(x, y, 0) = 0;
    }
  }
  const ObjectCutter holes({.method = MaskMethod::holes});
  EXPECT_EQ(ObjectCutter({}).cut_out(ring, "ring.png").at(32, 32, 3), 255);
  EXPECT_EQ(holes.cut_out(ring, "ring.png").at(32, 32, 3), 0);
  EXPECT_EQ(holes.cut_out_view(ring, "ring.png", false).at(32, 32, 3), 0);
  Image transparent = to_rgba(ring);
  transparent.at(0, 0, 3) = 0;
  EXPECT_EQ(holes.cut_out(transparent, "ring.png").pixels, transparent.pixels);
  const Image opaque = to_rgba(ring);  // of which others have alpha: a close-up
  EXPECT_EQ(holes.cut_out_view(opaque, "ring.png", true).pixels, opaque.pixels);
}

TEST(ObjectCutter, white_takes_the_background_even_of_a_picture_with_alpha) {
  Image square(32, 32, 4, 255);
  for (int y = 8; y < 24; ++y) {
    for (int x = 8; x < 24; ++x) square.at(x, y, 0) = 0;
  }
  square.at(0, 0, 3) = 0;
  const Image cut = ObjectCutter({.method = MaskMethod::white}).cut_out(square, "cup.png");
  EXPECT_EQ(cut.at(16, 16, 3), 255);
  EXPECT_EQ(cut.at(2, 2, 3), 0);
}

TEST(ObjectCutter, a_mask_that_leaves_no_background_is_refused) {
  const Image green(32, 32, 3, 90);
  EXPECT_THAT(refusal_of([&] { ObjectCutter({.method = MaskMethod::white}).cut_out(green, "cup.png"); }),
              testing::HasSubstr("cup.png: --masks white found no background"));
}

TEST(ObjectCutter, edges_have_nothing_of_the_background) {
  const PaintedScene scene;
  const Image cut = ObjectCutter({.method = MaskMethod::grabcut}).cut_out(scene.picture, "cup.png");
  int num_edge = 0;
  for (int y = 0; y < cut.height; ++y) {
    for (int x = 0; x < cut.width; ++x) {
      if (cut.at(x, y, 3) < 26 || cut.at(x, y, 3) > 225) continue;
      bool is_of_object = false;  // as a pixel nearby that is wholly the object's
      for (int v = std::max(0, y - 5); v <= std::min(cut.height - 1, y + 5); ++v) {
        for (int u = std::max(0, x - 5); u <= std::min(cut.width - 1, x + 5); ++u) {
          bool is_same = cut.at(u, v, 3) > 225;
          for (int c = 0; c < 3; ++c) is_same = is_same && cut.at(u, v, c) == cut.at(x, y, c);
          is_of_object = is_of_object || is_same;
        }
      }
      EXPECT_TRUE(is_of_object) << x << ", " << y;
      ++num_edge;
    }
  }
  EXPECT_GT(num_edge, 20);
}

/// A red square on a background of one grey, or of many.
Image red_square(int channels, int grey, bool plain = true) {
  Image image(32, 32, channels, 255);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      const bool inside = x >= 8 && x < 24 && y >= 8 && y < 24;
      const int level = plain ? grey : (37 * x + 91 * y) % 200;
      image.at(x, y, 0) = static_cast<std::uint8_t>(inside ? 180 : level);
      for (int c = 1; c < 3; ++c) image.at(x, y, c) = static_cast<std::uint8_t>(inside ? 20 : level);
    }
  }
  return image;
}

TEST(ObjectCutter, alpha_asks_for_it) {
  const ObjectCutter alpha({.method = MaskMethod::alpha});
  EXPECT_EQ(refusal_of([&] { alpha.cut_out(Image(8, 8, 3, 90), "cup.png"); }),
            "cup.png: found no transparent pixels, expected some (--masks alpha)");
  EXPECT_THROW(alpha.cut_out(Image(8, 8, 4, 255), "cup.png"), InputError);
  EXPECT_EQ(alpha.cut_out_view(Image(8, 8, 4, 255), "cup.png", true).pixels, Image(8, 8, 4, 255).pixels)
      << "a close-up";
  EXPECT_THROW(alpha.cut_out_view(Image(8, 8, 3, 255), "cup.png", true), InputError);
  const Image half(8, 8, 4, 128);
  EXPECT_EQ(alpha.cut_out(half, "cup.png").pixels, half.pixels);
}

TEST(ObjectCutter, auto_leaves_views_with_alpha_and_on_white_alone) {
  const ObjectCutter cutter({});
  for (const Image& clear : {red_square(3, 255), red_square(4, 250), Image(8, 8, 4, 128)})
    EXPECT_EQ(cutter.cut_out_view(clear, "cup.png", false).pixels, clear.pixels);
  EXPECT_EQ(cutter.cut_out_view(red_square(3, 90), "cup.png", false).at(2, 2, 3), 0) << "not on white";
}

TEST(ObjectCutter, auto_sees_white_that_is_shaded_and_objects_on_white_that_the_picture_cuts_off) {
  constexpr int kSide = 100;
  Image shaded(kSide, kSide, 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const bool inside = std::abs(x - 50) < 20 && std::abs(y - 50) < 20;
      for (int c = 0; c < 3; ++c)
        shaded.at(x, y, c) = static_cast<std::uint8_t>(inside ? 60 * c : 255 - 40 * x / kSide);
    }
  }
  const ObjectCutter cutter({});
  const Image cut = cutter.cut_out_view(shaded, "cup.png", false);
  for (const int x : {0, 50, 99}) EXPECT_EQ(cut.at(x, 5, 3), 0) << x;
  EXPECT_EQ(cut.at(50, 50, 3), 255);
  const auto cut_off = [](int left, std::uint8_t level) {  // an object from some column on
    Image image(kSide, kSide, 3, 255);
    for (int y = 0; y < kSide; ++y) {
      for (int x = left; x < kSide; ++x) image.at(x, y, 0) = image.at(x, y, 1) = level;
    }
    return image;
  };
  for (const Image& view : {cut_off(20, 40), cut_off(5, 40), cut_off(60, 230)})
    EXPECT_EQ(cutter.cut_out_view(view, "cup.png", false).pixels, view.pixels);
}

TEST(ObjectCutter, auto_sees_that_a_white_object_which_the_picture_cuts_off_is_no_background) {
  Image view(64, 64, 3, 30);
  paste(Image(19, 40, 3, 250), view, 22, 24);  // a bar down to the lower edge
  const Image cut = ObjectCutter({}).cut_out_view(view, "bar.png", false);
  EXPECT_EQ(cut.at(2, 2, 3), 0);
  EXPECT_EQ(cut.at(30, 40, 3), 255);
}

TEST(ObjectCutter, a_view_of_shaded_white_alone_shows_no_object) {
  Image shaded(100, 100, 3);
  for (std::size_t i = 0; i < shaded.pixels.size(); ++i)
    shaded.pixels[i] = static_cast<std::uint8_t>(255 - i / 3 % 100 * 40 / 100);
  EXPECT_THROW(ObjectCutter({}).cut_out_view(shaded, "cup.png", false), NoObjectError);
}

TEST(ObjectCutter, auto_takes_alpha_and_finds_plain_backgrounds) {
  const ObjectCutter cutter({});
  EXPECT_EQ(cutter.cut_out(Image(8, 8, 4, 128), "cup.png").pixels, Image(8, 8, 4, 128).pixels);
  for (const int grey : {0, 90, 232, 255}) {
    for (const int channels : {3, 4}) {
      const Image cut = cutter.cut_out(red_square(channels, grey), "cup.png");
      EXPECT_EQ(cut.at(2, 2, 3), 0) << grey;
      EXPECT_EQ(cut.at(16, 16, 3), 255) << grey;
    }
  }
  EXPECT_THROW(cutter.cut_out(red_square(3, 0, false), "cup.png"), InputError) << "no plain background";
}

TEST(ObjectCutter, bars_beside_a_picture_are_no_background) {
  const PaintedScene scene;
  const int width = scene.picture.width, height = scene.picture.height;
  Image letterbox(width, height + 20, 3, 0);
  paste(scene.picture, letterbox, 0, 10);
  std::string said;
  const Reporter reporter{.on_note = [&](std::string_view sentence) { said += sentence; }};
  const Image cut = ObjectCutter({.method = MaskMethod::grabcut}).cut_out(letterbox, "cup.png", reporter);
  EXPECT_EQ(cut.height, height);
  EXPECT_GT(overlap(alpha_of(cut), scene.truth), 0.95);
  EXPECT_THAT(said, testing::HasSubstr("cup.png: bars of one colour are left out"));
}

TEST(ObjectCutter, large_pictures_are_shrunk_and_what_is_doubtful_is_warned_of) {
  Image large(3000, 1500, 3, 255);
  for (int y = 500; y < 1500; ++y) {
    for (int x = 1000; x < 2000; ++x) large.at(x, y, 0) = 0;
  }
  std::string said;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
  const Image cut = ObjectCutter({}).cut_out(large, "cup.png", reporter);
  EXPECT_EQ(cut.width, 1500);
  EXPECT_THAT(said, testing::HasSubstr("cut off by the picture's edges (bottom)"));
  Image transparent(6000, 40, 4, 255);
  for (int x = 0; x < 100; ++x) transparent.at(x, 0, 3) = 0;
  EXPECT_EQ(ObjectCutter({}).cut_out(transparent, "cup.png").width, 3000);
}

TEST(ObjectCutter, options_that_contradict_each_other_are_refused) {
  EXPECT_THROW(ObjectCutter({.method = MaskMethod::onnx}), InputError);
  EXPECT_THROW(ObjectCutter({.method = MaskMethod::grabcut, .matting_model = "u2net.onnx"}), InputError);
  EXPECT_THROW(ObjectCutter({.matting_size = 0}), InputError);
}

TEST(ObjectCutter, a_size_for_a_network_that_is_not_used_is_warned_of) {
  std::string said;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
  MaskOptions().check_ranges(reporter);
  MaskOptions{.method = MaskMethod::onnx, .matting_model = "u2net.onnx", .matting_size = 64}.check_ranges(reporter);
  EXPECT_EQ(said, "");
  MaskOptions{.method = MaskMethod::white, .matting_size = 64}.check_ranges(reporter);
  EXPECT_EQ(said, "--matting-size does nothing with --masks white");
}

}  // namespace
}  // namespace syncdreamer
