#include "pipeline/picture_warnings.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "pipeline/object_cutter.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// A red square with a side of 12 of 32 pixels on transparent ground.
Image transparent_square() {
  Image image(32, 32, 4, 0);
  for (int y = 8; y < 20; ++y) {
    for (int x = 10; x < 22; ++x) image.at(x, y, 0) = 180, image.at(x, y, 3) = 255;
  }
  return image;
}

/// What is said of a picture whose object is cut out.
std::string warnings_of(const Image& picture, MaskMethod method = MaskMethod::automatic) {
  std::string said;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
  ObjectCutter({.method = method}).cut_out(picture, "cup.png", reporter);
  return said;
}

TEST(PictureWarnings, good_pictures_cause_none) {
  EXPECT_THAT(warnings_of(transparent_square()), IsEmpty());
  EXPECT_THAT(warnings_of(blend_on_white(transparent_square())), IsEmpty());
}

TEST(PictureWarnings, faint_pixels_that_make_the_object_small) {
  Image picture = transparent_square();
  picture.at(7, 12, 3) = 1;
  EXPECT_THAT(warnings_of(picture), IsEmpty()) << "soft edges";
  picture.at(0, 0, 3) = 1;
  EXPECT_THAT(warnings_of(picture), HasSubstr("cup.png: hardly opaque pixels around the object"));
  EXPECT_THAT(warnings_of(picture), HasSubstr("22 x 20 pixels wide and high, what is half opaque 12 x 12"));
}

TEST(PictureWarnings, faint_pixels_as_a_resized_small_object_has_them) {
  const auto said_of_halo = [](int width) {  // around a square with a side of 20 pixels
    Image picture(48, 48, 4, 0);
    for (int y = 14 - width; y < 34 + width; ++y) {
      for (int x = 14 - width; x < 34 + width; ++x) picture.at(x, y, 3) = 4;
    }
    for (int i = 0; i < 400; ++i) picture.at(14 + i % 20, 14 + i / 20, 3) = 255;
    return warnings_of(picture);
  };
  EXPECT_THAT(said_of_halo(2), IsEmpty());
  EXPECT_THAT(said_of_halo(3), HasSubstr("cup.png: hardly opaque pixels around the object make it small"));
}

TEST(PictureWarnings, parts_that_lie_apart) {
  Image picture = transparent_square();
  for (int x = 0; x < 32; ++x) picture.at(x, 30, 3) = 255;  // a rule under it
  EXPECT_THAT(warnings_of(picture), HasSubstr("cup.png: the cut-out has parts that lie apart"));
  EXPECT_THAT(warnings_of(picture), HasSubstr("the largest is 12 x 12 pixels wide and high, all of them 32 x 23"));
}

TEST(PictureWarnings, an_alpha_that_cuts_nothing_out) {
  Image picture = blend_on_white(transparent_square());
  picture = to_rgba(picture);
  for (int i = 0; i < 3; ++i) picture.at(i, 0, 3) = 0;  // a rounded corner
  EXPECT_THAT(warnings_of(picture), HasSubstr("cup.png: is opaque along nearly all of its border"));
  EXPECT_THAT(warnings_of(picture, MaskMethod::white), IsEmpty()) << "which follows the warning's advice";
  Image half = transparent_square();
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) half.at(x, y, 3) = x < 16 ? 255 : 0;
  }
  EXPECT_THAT(warnings_of(half), testing::Not(HasSubstr("is opaque along")));
}

TEST(PictureWarnings, an_object_that_the_picture_cuts_off) {
  Image picture = transparent_square();
  for (int y = 20; y < 32; ++y) {
    for (int x = 10; x < 22; ++x) picture.at(x, y, 3) = 255;
  }
  EXPECT_THAT(warnings_of(picture),
              HasSubstr("cup.png: the object seems to be cut off by the picture's edges (bottom)"));
}

/// A dark disc in the middle of light that falls off to `darkest` at the border.
Image disc_on_slope(double darkest) {
  Image picture(128, 128, 3);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      const double distance = std::hypot(x - 64, y - 64), level = 255 - distance * (255 - darkest) / 90;
      for (int c = 0; c < 3; ++c) picture.at(x, y, c) = static_cast<std::uint8_t>(distance < 8 ? 20 : level);
    }
  }
  return picture;
}

TEST(PictureWarnings, an_outline_in_the_middle_of_a_slope) {
  EXPECT_THAT(warnings_of(disc_on_slope(160)), HasSubstr("cup.png: the picture has no edge along"));
  EXPECT_THAT(warnings_of(disc_on_slope(250)), IsEmpty());
}

TEST(PictureWarnings, a_page_that_is_taken_for_the_object) {
  const auto said_of_page = [](int margin, int corner) {  // without its upper left corner
    Image page(100, 100, 4, 0);
    for (int y = margin; y < 100 - margin; ++y) {
      for (int x = margin; x < 100 - margin; ++x) page.at(x, y, 3) = x + y < 2 * margin + corner ? 0 : 255;
    }
    return warnings_of(page);
  };
  EXPECT_THAT(said_of_page(3, 0), HasSubstr("cup.png: the object that was found is a rectangle"));
  EXPECT_THAT(said_of_page(3, 20), IsEmpty()) << "no rectangle";
  EXPECT_THAT(said_of_page(8, 0), IsEmpty()) << "an object with some background around it";
}

TEST(PictureWarnings, a_photo_in_a_frame_that_is_taken_for_the_object) {
  const auto said_of_photo = [](int floor) {  // on white, its lower third of another level
    Image photo(100, 100, 3, 255);
    for (int y = 20; y < 80; ++y) {
      for (int x = 20; x < 80; ++x) {
        for (int c = 0; c < 3; ++c) photo.at(x, y, c) = static_cast<std::uint8_t>(y < 60 ? 150 : floor);
      }
    }
    return warnings_of(photo);
  };
  EXPECT_THAT(said_of_photo(90), HasSubstr("cup.png: the object that was found is a rectangle"));
  EXPECT_THAT(said_of_photo(140), IsEmpty()) << "a door";
}

TEST(PictureWarnings, an_object_of_few_pixels) {
  const auto said_of_square = [](int side) {
    Image object(64, 64, 4, 0), prepared(128, 128, 4, 0);
    for (int i = 0; i < side * side; ++i) object.at(i % side, i / side, 3) = 255;
    for (int i = 0; i < 100 * 100; ++i) prepared.at(i % 100, i / 100, 3) = 255;
    std::string said;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
    warn_of_nearly_empty_views(object, prepared, reporter);
    return said;
  };
  EXPECT_THAT(said_of_square(33), StartsWith("the object is 33 x 33 pixels wide and high, enlarged to 100"));
  EXPECT_THAT(said_of_square(34), IsEmpty());
}

TEST(PictureWarnings, background_that_the_object_encloses) {
  const auto said_of_hole = [](int side, int picture_side) {  // in a red square with a side of 12 pixels
    Image picture(picture_side, picture_side, 3, 255);
    for (int y = 8; y < 20; ++y) {
      for (int x = 8; x < 20; ++x) {
        const bool is_hole = std::max(std::abs(2 * x - 27), std::abs(2 * y - 27)) < side;
        if (!is_hole) picture.at(x, y, 1) = picture.at(x, y, 2) = 0;
      }
    }
    std::string said;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
    warn_of_enclosed_background(picture, reporter);
    return said;
  };
  EXPECT_THAT(said_of_hole(0, 32), IsEmpty());
  EXPECT_THAT(said_of_hole(4, 32), StartsWith("11 % of the object have the background's colour"));
  EXPECT_THAT(said_of_hole(10, 400), IsEmpty()) << "too little would be left to cut it out";
}

TEST(PictureWarnings, an_object_that_is_hardly_opaque) {
  std::string said;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
  Image picture = transparent_square();
  warn_of_nearly_empty_views(picture, picture, reporter);
  EXPECT_THAT(said, IsEmpty());
  for (std::size_t i = 3; i < picture.pixels.size(); i += 4) picture.pixels[i] /= 2;
  warn_of_nearly_empty_views(picture, picture, reporter);
  EXPECT_THAT(said, StartsWith("hardly anything is more than half opaque"));
}

TEST(PictureWarnings, glass_that_the_mesh_leaves_out) {
  const auto said_of_glass = [](int num_rows) {  // of the twelve of a square
    Image picture = transparent_square();
    for (int y = 0; y < num_rows; ++y) {
      for (int x = 0; x < 32; ++x) picture.at(x, 8 + y, 3) = static_cast<std::uint8_t>(picture.at(x, 8 + y, 3) * 2 / 5);
    }
    std::string said;
    const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
    warn_of_nearly_empty_views(picture, picture, reporter);
    return said;
  };
  EXPECT_THAT(said_of_glass(6), StartsWith("50 % of what is seen of the object is less than half opaque"));
  EXPECT_THAT(said_of_glass(2), IsEmpty()) << "a soft edge";
}

TEST(PictureWarnings, an_object_thinner_than_pixels) {
  std::string said;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { said += sentence; }};
  const Image object(100, 8, 4, 255);
  Image prepared(64, 64, 4, 0);
  paste(Image(50, 3, 4, 255), prepared, 7, 30);
  warn_of_nearly_empty_views(object, prepared, reporter);
  EXPECT_THAT(said, IsEmpty());
  prepared = Image(64, 64, 4, 0);
  paste(Image(50, 2, 4, 255), prepared, 7, 30);
  warn_of_nearly_empty_views(object, prepared, reporter);
  EXPECT_THAT(said, StartsWith("the object is nowhere wider than two pixels"));
}

}  // namespace
}  // namespace syncdreamer
