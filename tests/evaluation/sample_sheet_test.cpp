#include "evaluation/sample_sheet.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

constexpr int kSide = 4, kStep = kSide + 2;

/// An object with two rows of `count` views; view k of row r has the grey 100 r + k.
SampleRows sample(int count) {
  SampleRows object{Image(kSide, kSide, 3, 50), {}};
  for (int row = 0; row < 2; ++row) {
    auto& views = object.rows.emplace_back();
    for (int k = 0; k < count; ++k) views.emplace_back(kSide, kSide, 3, static_cast<std::uint8_t>(100 * row + k));
  }
  return object;
}

int grey_of(const Image& sheet, int column, int row) {
  return sheet.at(2 + column * kStep, 2 + row * kStep);
}

TEST(SampleSheet, sixteen_views_stand_beside_their_input_one_object_below_the_other) {
  const Image sheet = sample_sheet({sample(16), sample(16)}, 16);
  EXPECT_EQ(sheet.width, 17 * kStep + 2);
  EXPECT_EQ(sheet.height, 4 * kStep + 2);
  EXPECT_EQ(grey_of(sheet, 0, 2), 50);
  EXPECT_EQ(grey_of(sheet, 0, 3), 255);
  EXPECT_EQ(grey_of(sheet, 16, 3), 115);
}

TEST(SampleSheet, few_views_are_evenly_spaced_and_leave_room_for_objects_beside_each_other) {
  const Image sheet = sample_sheet({sample(16), sample(16), sample(16), sample(16)}, 4);
  EXPECT_EQ(sheet.width, 15 * kStep + 2);
  EXPECT_EQ(sheet.height, 4 * kStep + 2);
  for (int k = 0; k < 4; ++k) EXPECT_EQ(grey_of(sheet, 6 + k, 1), 100 + 4 * k);
  EXPECT_EQ(grey_of(sheet, 1, 3), 100);
  EXPECT_EQ(grey_of(sheet, 6, 3), 255) << "there are only four objects";
}

TEST(SampleSheet, shows_no_more_views_than_there_are) {
  EXPECT_EQ(sample_sheet({sample(8)}, 16).width, 9 * kStep + 2);
}

TEST(SampleSheet, objects_with_fewer_views_than_the_others_leave_the_rest_white) {
  const Image sheet = sample_sheet({sample(2), sample(16)}, 4);
  EXPECT_EQ(sheet.width, 10 * kStep + 2);
  EXPECT_EQ(grey_of(sheet, 1, 0), 0);
  EXPECT_EQ(grey_of(sheet, 2, 0), 1);
  EXPECT_EQ(grey_of(sheet, 3, 0), 255);
  EXPECT_EQ(grey_of(sheet, 9, 0), 12);
}

TEST(SampleSheet, without_objects_is_empty) {
  EXPECT_TRUE(sample_sheet({}, 16).empty());
}

}  // namespace
}  // namespace syncdreamer
