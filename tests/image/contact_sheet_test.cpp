#include "image/contact_sheet.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

TEST(ContactSheet, one_row_without_margin_is_cut_back_into_its_pictures) {
  const std::vector<Image> pictures = {Image(4, 3, 3, 1), Image(4, 3, 3, 2), Image(4, 3, 3, 3)};
  const Image sheet = contact_sheet(pictures);
  EXPECT_EQ(sheet.width, 12);
  EXPECT_EQ(sheet.height, 3);
  const std::vector<Image> back = split_row(sheet, 3);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(back[i].pixels, pictures[i].pixels);
}

TEST(ContactSheet, margins_and_missing_cells_are_white) {
  const std::vector<Image> pictures = {Image(2, 2, 3), Image(2, 2, 3), Image(1, 1, 3)};
  const Image sheet = contact_sheet(pictures, {.num_columns = 2, .margin = 1});
  EXPECT_EQ(sheet.width, 7);
  EXPECT_EQ(sheet.height, 7);
  EXPECT_EQ(sheet.at(0, 0), 255);
  EXPECT_EQ(sheet.at(1, 1), 0);
  EXPECT_EQ(sheet.at(3, 1), 255);
  EXPECT_EQ(sheet.at(4, 1), 0);
  EXPECT_EQ(sheet.at(1, 4), 0);
  EXPECT_EQ(sheet.at(4, 4), 255);
}

TEST(ContactSheet, smaller_pictures_stand_in_the_middle_of_their_cells) {
  const std::vector<Image> pictures = {Image(3, 3, 3), Image(1, 1, 3)};
  const Image sheet = contact_sheet(pictures);
  EXPECT_EQ(sheet.at(4, 1), 0);
  EXPECT_EQ(sheet.at(3, 1), 255);
  EXPECT_EQ(sheet.at(4, 0), 255);
}

TEST(ContactSheet, has_no_more_columns_than_pictures) {
  const std::vector<Image> pictures = {Image(2, 2, 3), Image(2, 2, 3)};
  EXPECT_EQ(contact_sheet(pictures, {.num_columns = 5}).width, 4);
}

}  // namespace
}  // namespace syncdreamer
