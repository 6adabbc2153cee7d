#include <gmock/gmock.h>

#include <numeric>
#include <span>

#include "core/byte_order.h"
#include "image/png_chunks.h"
#include "reconstruct/foreground_mask.h"
#include "reconstruct/view_set.h"
#include "tests/reconstruct/posed_folder.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using testing::HasSubstr;

constexpr std::size_t kHeaderEnd = 33;  // of a PNG

/// A profile as a chunk of a PNG, in which greys are a little darker than in sRGB.
std::string adobe_rgb_chunk() {
  const std::string png = read_file(SYNCDREAMER_SOURCE_DIR "/tests/fuzz/corpus/image/rgb-profile.png");
  PngChunks chunks(std::as_bytes(std::span(png)));
  std::string found;
  while (const auto chunk = chunks.next())
    if (chunk->type == "iCCP") append_chunk(found, chunk->type, text_of(chunk->data));
  return found;
}

TEST(ViewSetMasks, a_mask_that_the_cameras_name_tells_the_object) {
  const PosedFolder folder;
  edit(folder / "cameras.json", [](auto& root) { root["frames"][1]["mask_path"] = "mask.png"; });
  Image mask(kSize, kSize, 1);
  mask.at(5, 7, 0) = 255;
  write_png(folder / "mask.png", mask);
  const auto views = read_view_set(folder.path());
  EXPECT_EQ(views[0].mask, foreground_mask(pictures()[0]));
  EXPECT_EQ(views[1].mask[7 * kSize + 5], 1);
  EXPECT_EQ(std::accumulate(views[1].mask.begin(), views[1].mask.end(), 0.0F), 1);
  const std::string grey = encode_png(Image(kSize, kSize, 1, 150));
  write_file(folder / "mask.png", grey.substr(0, kHeaderEnd) + adobe_rgb_chunk() + grey.substr(kHeaderEnd));
  ASSERT_NE(read_image(folder / "mask.png").at(0, 0, 0), 150) << "as a colour it is another";
  EXPECT_FLOAT_EQ(read_view_set(folder.path())[1].mask[0], 150 / 255.0F) << "coverage is no colour";
  Image green(kSize, kSize, 4, 255);  // but for its alpha, which is the mask's shape
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) green.at(x, y, 0) = green.at(x, y, 2) = 0, green.at(x, y, 3) = y < 4 ? 255 : 0;
  }
  write_png(folder / "mask.png", green);
  const std::vector<float> of_green = read_view_set(folder.path())[1].mask;
  EXPECT_EQ(std::accumulate(of_green.begin(), of_green.end(), 0.0F), 4 * kSize);
  write_png(folder / "mask.png", Image(kSize, kSize, 1, 0));
  EXPECT_FALSE(shows_something(read_view_set(folder.path())[1])) << "a mask of nothing";
  write_png(folder / "mask.png", Image(kSize, kSize, 1, 255));  // a close-up
  const CutOut refuse = [](const Image& image, const std::string& name, bool) {
    return name.ends_with("001.png") ? throw InputError("cut out although there is a mask") : image;
  };
  const auto close = read_view_set(folder.path(), refuse);
  EXPECT_EQ(std::accumulate(close[1].mask.begin(), close[1].mask.end(), 0.0F), kSize * kSize);
  write_png(folder / "mask.png", Image(kSize, kSize + 1, 1));
  EXPECT_THAT(refusal_of([&] { read_view_set(folder.path()); }), HasSubstr("mask.png: found 24 x 25 pixels"));
}

TEST(ViewSetMasks, an_alpha_that_hides_nothing_is_no_mask) {
  const PosedFolder folder;
  const std::vector<Image> images = pictures();
  Image with_alpha = to_rgba(images[2]);
  with_alpha.at(3, 3, 3) = 254;  // as resampling leaves it
  write_png(folder / "view-002.png", with_alpha);
  const auto views = read_view_set(folder.path());
  EXPECT_EQ(views[2].mask, foreground_mask(images[2]));
}

TEST(ViewSetMasks, among_pictures_with_alpha_an_opaque_one_is_a_close_up) {
  const TemporaryFolder folder;
  std::vector<Image> images = pictures();
  for (std::size_t k = 0; k < images.size(); ++k) {
    images[k] = to_rgba(images[k]);
    if (k != 2) images[k].at(0, 0, 3) = 0;
    write_png(folder / numbered("", k), images[k]);
  }
  const auto coverage = [](const ReconstructionView& view) {
    return std::accumulate(view.mask.begin(), view.mask.end(), 0.0F);
  };
  const auto views = read_view_set(folder.path());
  EXPECT_EQ(coverage(views[1]), kSize * kSize - 1);
  EXPECT_EQ(coverage(views[2]), kSize * kSize);
  std::vector<bool> told;
  read_view_set(folder.path(), [&](const Image& image, const std::string&, bool alpha_counts) {
    told.push_back(alpha_counts);
    return image;
  });
  EXPECT_THAT(told, testing::Each(true));
  for (std::size_t k = 0; k < images.size(); ++k) {
    images[k].at(0, 0, 3) = 255;
    write_png(folder / numbered("", k), images[k]);
  }
  EXPECT_LT(coverage(read_view_set(folder.path())[2]), kSize * kSize / 2) << "opaque everywhere: on white";
}

TEST(ViewSetMasks, pictures_of_one_pixel_with_a_mask_are_refused) {
  const TemporaryFolder folder;
  std::vector<PosedView> posed;
  for (const Viewpoint& viewpoint : viewpoint_ring(kNumViews)) {
    posed.push_back(
        {.file_name = numbered("view-", posed.size()), .viewpoint = viewpoint, .camera = camera_at(viewpoint, 1)});
    write_png(folder / posed.back().file_name, Image(1, 1, 3, 100));
  }
  write_png(folder / "mask.png", Image(1, 1, 1, 255));
  write_transforms_json(folder / "cameras.json", posed);
  name_masks(folder / "cameras.json");
  expect_refusal(folder.path(), "view-000.png", "found 1 x 1 pixels");
}

TEST(ViewSetMasks, masks_of_the_numbers_0_and_1_are_refused) {
  const PosedFolder folder;
  name_masks(folder / "cameras.json");
  write_png(folder / "mask.png", Image(kSize, kSize, 1, 1));
  expect_refusal(folder.path(), "cameras.json", "the masks (mask_path) are nowhere brighter than 1 of 255");
}

TEST(ViewSetMasks, what_is_no_name_of_a_mask_and_no_number_is_refused) {
  const PosedFolder folder;
  const auto root = nlohmann::json::parse(read_file(folder / "cameras.json"));
  auto with_number = root, with_text = root;
  with_number["frames"][1]["mask_path"] = 3;
  write_file(folder / "cameras.json", with_number.dump());
  expect_refusal(folder.path(), "cameras.json", "mask_path: found 3, expected the name of a picture");
  with_text["fl_x"] = "140";
  write_file(folder / "cameras.json", with_text.dump());
  expect_refusal(folder.path(), "cameras.json", "expected a number 'fl_x', found \"140\"");
}

}  // namespace
}  // namespace syncdreamer
