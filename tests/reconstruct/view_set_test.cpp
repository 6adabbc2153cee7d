#include "reconstruct/view_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "core/error.h"
#include "core/files.h"
#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/foreground.h"
#include "image/image_io.h"
#include "reconstruct/foreground_mask.h"
#include "tests/image/exif_block.h"
#include "tests/reconstruct/posed_folder.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// The views are those of pictures(), in order, seen from the ring.
void expect_ring_views(const std::filesystem::path& path) {
  const std::vector<ReconstructionView> views = read_view_set(path);
  const auto images = pictures();
  const auto cameras = ring_cameras(kNumViews, kSize);
  ASSERT_EQ(views.size(), images.size()) << path;
  for (std::size_t k = 0; k < views.size(); ++k) {
    EXPECT_EQ(views[k].image.pixels, images[k].pixels) << "view " << k;
    EXPECT_EQ(views[k].mask, foreground_mask(images[k])) << "view " << k;
    EXPECT_EQ(views[k].camera.width, kSize);
    EXPECT_EQ(views[k].camera.height, kSize);
    EXPECT_NEAR(length(views[k].camera.centre() - cameras[k].centre()), 0, 1e-9) << "view " << k;
    const auto pixel = views[k].camera.project({0.1, 0.2, 0.3}), expected = cameras[k].project({0.1, 0.2, 0.3});
    ASSERT_TRUE(pixel && expected);
    EXPECT_NEAR((*pixel)[0], (*expected)[0], 1e-6);
    EXPECT_NEAR((*pixel)[1], (*expected)[1], 1e-6);
  }
}

TEST(ViewSet, is_read_from_numbered_pictures) {
  for (const char* prefix : {"", "view-"}) {
    const TemporaryFolder folder;
    write_numbered(folder, prefix);
    expect_ring_views(folder.path());
  }
}

TEST(ViewSet, numbered_pictures_may_be_of_several_formats) {
  const TemporaryFolder folder;
  write_numbered(folder, "view-");
  std::filesystem::rename(folder / "view-001.png", folder / "view-001.JPG");  // what it is tells its content
  std::filesystem::rename(folder / "view-004.png", folder / "view-004.jpeg");
  expect_ring_views(folder.path());
}

TEST(ViewSet, another_number_of_pictures_than_sixteen_is_warned_of) {
  const TemporaryFolder folder;
  write_numbered(folder, "");
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  read_view_set(folder.path(), {}, reporter);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("found 5 pictures without cameras, expected 16")));
  write_cameras(folder, "cameras.json");
  write_numbered(folder, "view-");
  read_view_set(folder.path(), {}, reporter);
  EXPECT_EQ(warnings.size(), 1U) << "cameras say how many there are";
}

TEST(ViewSet, is_told_from_a_folder_of_such) {
  const TemporaryFolder folder;
  write_numbered(folder, "object/view-");
  write_file(folder / "notes.json", "{}");
  EXPECT_FALSE(is_view_set(folder.path()));
  EXPECT_TRUE(is_view_set(folder / "object"));
  EXPECT_TRUE(is_view_set(folder / "row.png")) << "no folder";
  std::filesystem::create_directory(folder / "notes");
  write_numbered(folder, "masks/");  // as reconstruct leaves them
  EXPECT_THAT(view_sets_in(folder.path()), testing::ElementsAre(folder / "object"));
  write_file(folder / "transforms.json", "{}");
  EXPECT_TRUE(is_view_set(folder.path()));
}

TEST(ViewSet, a_number_that_is_missing_is_named) {
  const TemporaryFolder folder;
  write_numbered(folder, "view-");
  std::filesystem::remove(folder / "view-002.png");
  EXPECT_THAT([&] { read_view_set(folder.path()); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("view-002.png: is missing"), HasSubstr("view-003.png"))));
}

TEST(ViewSet, is_read_from_pictures_with_cameras_as_they_are_stored) {
  for (const char* name : {"cameras.json", "transforms.json", "train.json"}) {
    const TemporaryFolder folder;
    write_numbered(folder, "view-");
    for (std::size_t k = 0; k < kNumViews; ++k) {  // whatever was noted of how they were taken
      const std::filesystem::path file = folder / numbered("view-", k);
      write_file(file, png_with_orientation(read_file(file), 3));
    }
    write_cameras(folder, name);
    expect_ring_views(folder / name);
    if (std::string(name) != "train.json") expect_ring_views(folder.path());
  }
}

TEST(ViewSet, is_read_from_a_folder_of_training_pictures_as_those_of_nerf_have_it) {
  const TemporaryFolder folder;
  write_numbered(folder, "r_");
  write_cameras(folder, "transforms_train.json");
  edit(folder / "transforms_train.json", [](auto& root) {
    for (std::size_t k = 0; k < root["frames"].size(); ++k) root["frames"][k]["file_path"] = numbered("r_", k);
  });
  expect_ring_views(folder.path());
}

TEST(ViewSet, cameras_need_not_say_the_size_of_their_pictures_nor_that_they_are_png) {
  const PosedFolder folder;
  edit(folder / "cameras.json", [](auto& root) {
    root.erase("w"), root.erase("h");
    root["frames"][0]["file_path"] = "./view-000";
  });
  expect_ring_views(folder.path());
  std::filesystem::remove(folder / "view-002.png");
  edit(folder / "cameras.json", [](auto& r) { r.erase("fl_x"), r["camera_angle_x"] = 0.9, r["k1"] = 0.01; });
  EXPECT_EQ(read_view_set(folder.path()).size(), kNumViews - 1U) << "a lens is not judged by a size that is unknown";
}

TEST(ViewSet, several_samples_are_refused_with_the_name_of_one) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "sample-000");
  EXPECT_THAT(refusal_of([&] { read_view_set(folder.path()); }),
              HasSubstr("found several samples, expected one of them, such as " + (folder / "sample-000").string()));
}

TEST(ViewSet, is_read_from_a_row) {
  for (const char* name : {"0.png", "views.png", "some name.png"}) {
    const TemporaryFolder folder;
    write_png(folder / name, contact_sheet(pictures()));
    expect_ring_views(folder / name);
    if (std::string(name) != "some name.png") expect_ring_views(folder.path());
  }
}

TEST(ViewSet, cameras_of_a_file_count_more_than_the_ring) {
  const TemporaryFolder folder;
  write_numbered(folder, "view-");
  write_png(folder / "views.png", contact_sheet(pictures()));
  std::vector<PosedView> posed;
  for (const Viewpoint& viewpoint : viewpoint_ring(4, -10))
    posed.push_back({numbered("view-", posed.size()), viewpoint, camera_at(viewpoint, kSize)});
  write_transforms_json(folder / "cameras.json", posed);
  const auto views = read_view_set(folder.path());
  ASSERT_EQ(views.size(), 4U);
  EXPECT_NEAR(views[0].camera.centre().z, 1.5 * std::sin(radians(-10)), 1e-9);
}

/// Three pictures of a few columns, larger than a reconstruction can use: red where a grid of blocks of `factor` pixels
/// has its block (5, 3), and in the row at the bottom that fills no block.
void write_large_posed(const TemporaryFolder& folder, int factor, bool has_masks) {
  const int width = factor * 8, height = factor * (kMaxViewSide / factor + 1) + 1;
  Image image(width, height, 3, 255), mask(width, height, 1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if ((x / factor != 5 || y / factor != 3) && y < height - 1) continue;
      image.at(x, y, 1) = image.at(x, y, 2) = 0;
      mask.at(x, y, 0) = 255;
    }
  }
  std::vector<PosedView> posed;
  for (const Viewpoint& viewpoint : viewpoint_ring(3)) {
    Camera camera = camera_at(viewpoint, 256);
    camera.width = width, camera.height = height;
    camera.cx = factor * 5.5, camera.cy = factor * 3.5;
    posed.push_back({numbered("view-", posed.size()), viewpoint, camera});
    write_png(folder / posed.back().file_name, image);
  }
  write_transforms_json(folder / "cameras.json", posed);
  if (!has_masks) return;
  write_png(folder / "mask.png", mask);
  name_masks(folder / "cameras.json");
}

TEST(ViewSet, pictures_larger_than_a_reconstruction_can_use_are_shrunk_with_their_cameras) {
  for (const bool has_masks : {false, true}) {
    const TemporaryFolder folder;
    write_large_posed(folder, 2, has_masks);
    for (const ReconstructionView& view : read_view_set(folder.path())) {
      EXPECT_EQ(view.image.width, 8);
      EXPECT_EQ(view.image.height, kMaxViewSide / 2 + 1) << "without the row that fills no pixel";
      EXPECT_EQ(view.camera.width, 8);
      EXPECT_EQ(view.camera.height, view.image.height);
      const auto origin = view.camera.project({});
      ASSERT_TRUE(origin);
      EXPECT_NEAR((*origin)[0], 5.5, 1e-9) << "the middle of the red pixel";
      EXPECT_NEAR((*origin)[1], 3.5, 1e-9);
      EXPECT_NEAR(view.camera.fx, kFocalLength256 / 2, 1e-9);
      for (int y = 0; y < view.image.height; ++y) {
        for (int x = 0; x < 8; ++x) {
          ASSERT_EQ(view.image.at(x, y, 1), x == 5 && y == 3 ? 0 : 255) << x << ", " << y;
          ASSERT_EQ(view.coverage(x, y) > 0.5F, x == 5 && y == 3) << x << ", " << y;
        }
      }
    }
  }
}

TEST(ViewSet, more_pictures_than_fit_into_memory_are_refused) {
  const TemporaryFolder folder;
  constexpr std::uint64_t kBytesOfTwo = 26 * 2 * kSize * kSize;
  const auto expect_limit = [](const std::filesystem::path& path, const std::string& name) {
    EXPECT_THAT(refusal_of([&] { read_view_set(path, {}, {}, kBytesOfTwo); }),
                AllOf(HasSubstr(name + ": the first 3 pictures of it take about 0.045 MB of memory"),
                      HasSubstr("expected what fits into 0.030 MB")));
    EXPECT_EQ(read_view_set(path, {}, {}, 5 * kBytesOfTwo / 2).size(), static_cast<std::size_t>(kNumViews));
  };
  write_numbered(folder, "view-");
  expect_limit(folder.path(), folder.path().string());
  write_png(folder / "row.png", contact_sheet(pictures()));
  expect_limit(folder / "row.png", "row.png");
  write_cameras(folder, "cameras.json");
  expect_limit(folder.path(), "cameras.json");
}

TEST(ViewSet, pictures_are_cut_out_first_however_they_are_read) {
  const CutOut left_half = [](const Image& image, const std::string&, bool) {
    Image cut = to_rgba(image);
    for (int y = 0; y < cut.height; ++y) {
      for (int x = cut.width / 2; x < cut.width; ++x) cut.at(x, y, 3) = 0;
    }
    return cut;
  };
  const CutOut whole = [](const Image& image, const std::string&, bool) { return to_rgba(image); };  // white parts, too
  const TemporaryFolder numbered_pictures, row, posed;
  write_numbered(numbered_pictures, "");
  write_png(row / "0.png", contact_sheet(pictures()));
  write_numbered(posed, "view-");
  write_cameras(posed, "cameras.json");
  for (const TemporaryFolder* folder : {&numbered_pictures, &row, &posed}) {
    for (const ReconstructionView& view : read_view_set(folder->path(), left_half)) {
      EXPECT_EQ(view.mask[kSize / 2 * kSize + kSize / 4], 1);
      EXPECT_EQ(view.mask[kSize / 2 * kSize + 3 * kSize / 4], 0);
      EXPECT_EQ(view.image.at(3 * kSize / 4, kSize / 2, 0), 255);
    }
    for (const ReconstructionView& view : read_view_set(folder->path(), whole)) EXPECT_EQ(view.mask[0], 1);
  }
}

TEST(ViewSet, pictures_are_cut_out_by_the_name_of_their_file) {
  const TemporaryFolder numbered_pictures, row, posed;
  write_numbered(numbered_pictures, "");
  write_png(row / "0.png", contact_sheet(pictures()));
  write_numbered(posed, "view-");
  write_cameras(posed, "cameras.json");
  std::vector<std::string> names;
  const CutOut notes = [&](const Image& image, const std::string& name, bool) {
    names.push_back(name);
    return image;
  };
  for (const TemporaryFolder* folder : {&numbered_pictures, &row, &posed}) read_view_set(folder->path(), notes);
  const std::size_t num_views = pictures().size();
  EXPECT_EQ(names.at(2), numbered_pictures / "002.png");
  EXPECT_EQ(names.at(num_views + 2), (row / "0.png").string() + ": view 2");
  EXPECT_EQ(names.at(2 * num_views + 2), posed / "view-002.png");
}

TEST(ViewSet, a_picture_that_shows_no_object_is_a_view_without_one) {
  const TemporaryFolder folder;
  write_numbered(folder, "");
  const CutOut finds_none_in_third = [](const Image& image, const std::string& name, bool) {
    if (name.ends_with("002.png")) throw NoObjectError(name + ": has no object");
    return image;
  };
  const std::vector<ReconstructionView> views = read_view_set(folder.path(), finds_none_in_third);
  ASSERT_EQ(views.size(), pictures().size());
  for (std::size_t k = 0; k < views.size(); ++k) EXPECT_EQ(shows_something(views[k]), k != 2) << k;
  EXPECT_EQ(views[2].image.at(3, 3, 0), 255);
}

TEST(ViewSet, what_is_missing_is_refused) {
  const TemporaryFolder folder;
  expect_refusal(folder / "nowhere", (folder / "nowhere").string(), "does not exist");
  expect_refusal(folder.path(), folder.path().string(), "found no views");
  write_png(folder / "001.png", pictures()[1]);
  expect_refusal(folder.path(), (folder / "000.png").string(), "is missing, but there is 001.png");
}

TEST(ViewSet, pictures_that_the_cameras_name_but_are_missing_are_left_out_as_long_as_enough_remain) {
  const PosedFolder folder;
  std::filesystem::remove(folder / "view-001.png");
  std::filesystem::remove(folder / "view-003.png");
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [&](std::string_view sentence) { warnings.emplace_back(sentence); }};
  const auto views = read_view_set(folder.path(), {}, reporter);
  ASSERT_EQ(views.size(), kNumViews - 2U);
  EXPECT_EQ(views[1].image.pixels, pictures()[2].pixels);
  EXPECT_EQ(views[1].camera.centre(), read_transforms_json(folder / "cameras.json")[2].camera.centre());
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("cameras.json: these pictures of it do not exist: view-001.png, "
                                                       "view-003.png; their views are left out")));
  write_file(folder / "view-004.png", "no picture");
  expect_refusal(folder.path(), "view-004.png", "");
  std::filesystem::remove(folder / "view-004.png");
  expect_refusal(folder.path(), "cameras.json", "view-003.png, view-004.png; expected at least 3 that do");
}

TEST(ViewSet, fewer_than_three_views_are_refused) {
  const TemporaryFolder folder;
  const auto images = pictures();
  for (const std::size_t k : {0, 1}) write_png(folder / numbered("", k), images[k]);
  expect_refusal(folder.path(), folder.path().string(), "found 2 views, expected at least 3");
  const CutOut fails = [](const Image&, const std::string&, bool) -> Image { throw InputError("is not plain"); };
  EXPECT_THAT(refusal_of([&] { read_view_set(folder.path(), fails); }), HasSubstr("found 2 views"));
  write_png(folder / "row/0.png", contact_sheet({images.data(), 2}));
  expect_refusal(folder / "row/0.png", "row/0.png", "found 2 views, expected at least 3");
  expect_refusal(folder / "row", "row/0.png", "found 2 views in it, expected a row of at least 3; pictures of");
  write_png(folder / "002.png", images[2]);
  EXPECT_EQ(read_view_set(folder.path()).size(), 3U);
}

TEST(ViewSet, a_view_that_is_no_square_is_refused) {
  const TemporaryFolder folder;
  write_numbered(folder, "view-");
  write_png(folder / "view-002.png", Image(kSize, 16, 3, 100));
  expect_refusal(folder.path(), "view-002.png", "24 x 16 pixels");
  write_png(folder / "row.png", Image(100, kSize, 3, 100));
  expect_refusal(folder / "row.png", "row.png", "100 x 24 pixels");
  write_png(folder / "high.png", Image(kSize, 3 * kSize, 3, 100));
  expect_refusal(folder / "high.png", "high.png", "24 x 72 pixels");
}

TEST(ViewSet, a_picture_of_another_size_than_its_camera_says_is_refused) {
  const PosedFolder folder;
  write_png(folder / "view-004.png", Image(32, 32, 3, 100));
  expect_refusal(folder.path(), "view-004.png", "found 32 x 32 pixels, expected 24 x 24 as in cameras.json");
}

TEST(ViewSet, pictures_of_one_pixel_are_refused) {
  const TemporaryFolder folder;
  write_png(folder / "views.png", Image(4, 1, 3, 100));
  expect_refusal(folder.path(), "view 0", "found 1 x 1 pixels");
  const CutOut fails = [](const Image&, const std::string&, bool) -> Image {
    throw InputError("is too small to be cut");
  };
  EXPECT_THAT([&] { read_view_set(folder.path(), fails); }, ThrowsMessage<InputError>(HasSubstr("found 1 x 1 pixels")));
}

TEST(ViewSet, a_broken_file_is_refused) {
  const TemporaryFolder folder;
  write_numbered(folder, "");
  write_file(folder / "001.png", "no picture");
  expect_refusal(folder.path(), "001.png", "");
  write_file(folder / "cameras.json", "{");
  expect_refusal(folder.path(), "cameras.json", "");
}

}  // namespace
}  // namespace syncdreamer
