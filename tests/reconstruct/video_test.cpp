#include "reconstruct/video.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/files.h"
#include "tests/reconstruct/video_reader.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// A disc left of the middle that changes its colour from frame to frame, on white, with a dark strip above.
std::vector<Image> discs(int count, int width, int height) {
  std::vector<Image> frames;
  for (int k = 0; k < count; ++k) {
    Image& frame = frames.emplace_back(width, height, 3, 255);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        if (y < height / 8) {
          for (int c = 0; c < 3; ++c) frame.at(x, y, c) = 60;
        }
        if (std::hypot(x - width / 3, y - height / 2) > height / 4) continue;
        frame.at(x, y, 0) = static_cast<std::uint8_t>(40 + 200 * k / count);
        frame.at(x, y, 1) = 90;
        frame.at(x, y, 2) = static_cast<std::uint8_t>(220 - 150 * k / count);
      }
    }
  }
  return frames;
}

void expect_same_frames(const DecodedVideo& video, const std::vector<Image>& frames, double tolerance) {
  ASSERT_EQ(video.frames.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    ASSERT_EQ(video.frames[i].width, frames[i].width);
    ASSERT_EQ(video.frames[i].height, frames[i].height);
    double sum = 0;
    for (std::size_t j = 0; j < frames[i].pixels.size(); ++j) {
      sum += std::abs(int{video.frames[i].pixels[j]} - int{frames[i].pixels[j]});
    }
    EXPECT_LT(sum / static_cast<double>(frames[i].pixels.size()), tolerance) << "frame " << i;
  }
}

TEST(Video, an_mp4_decodes_to_its_frames) {
  const TemporaryFolder folder;
  const auto frames = discs(12, 96, 64);
  write_mp4(folder / "disc.mp4", frames);
  const std::string bytes = read_file(folder / "disc.mp4");
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat")) << "so that it is shown while it comes";
  const DecodedVideo video = decode_video(folder / "disc.mp4");
  expect_same_frames(video, frames, 3);
  EXPECT_NEAR(video.seconds, 12.0 / kFramesPerSecond, 1e-3);
}

TEST(Video, a_gif_decodes_to_its_frames) {
  const TemporaryFolder folder;
  const auto frames = discs(12, 95, 63);
  write_gif(folder / "disc.gif", frames);
  const DecodedVideo video = decode_video(folder / "disc.gif");
  expect_same_frames(video, frames, 1);
}

TEST(Video, a_gif_is_as_long_as_its_frames_though_it_counts_hundredths_of_a_second) {
  const TemporaryFolder folder;
  write_gif(folder / "disc.gif", discs(30, 32, 32));
  const std::string bytes = read_file(folder / "disc.gif");
  int hundredths = 0;
  for (std::size_t at = bytes.find("\x21\xF9\x04"); at != std::string::npos; at = bytes.find("\x21\xF9\x04", at + 1))
    hundredths += static_cast<unsigned char>(bytes[at + 4]);
  EXPECT_NEAR(hundredths, 100, 1) << "libav may show the last frame as long as the one before it";
}

TEST(Video, a_gif_runs_in_a_loop) {
  const TemporaryFolder folder;
  write_gif(folder / "disc.gif", discs(3, 32, 32));
  EXPECT_NE(read_file(folder / "disc.gif").find("NETSCAPE2.0"), std::string::npos);
}

TEST(Video, an_mp4_leaves_out_an_odd_row_and_column) {
  const TemporaryFolder folder;
  write_mp4(folder / "disc.mp4", discs(3, 65, 49));
  const DecodedVideo video = decode_video(folder / "disc.mp4");
  ASSERT_EQ(video.frames.size(), 3u);
  EXPECT_EQ(video.frames[0].width, 64);
  EXPECT_EQ(video.frames[0].height, 48);
}

TEST(Video, frames_of_different_sizes_are_refused) {
  const TemporaryFolder folder;
  EXPECT_THROW(write_mp4(folder / "a.mp4", {Image(32, 32, 3), Image(16, 32, 3)}), std::logic_error);
  EXPECT_THROW(write_gif(folder / "a.gif", {}), std::logic_error);
  Image torn(32, 32, 3);
  torn.pixels.resize(9);
  EXPECT_THROW(write_gif(folder / "a.gif", {torn}), std::logic_error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace syncdreamer
