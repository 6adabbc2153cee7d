#include "reconstruct/video_encoder.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "tests/reconstruct/video_reader.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

VideoFormat mpeg4_of(int width, int height) {
  return {.container = "mp4",
          .codec = avcodec_find_encoder_by_name("mpeg4"),
          .pixel_format = AV_PIX_FMT_YUV420P,
          .width = width,
          .height = height,
          .ticks_per_second = 25};
}

TEST(VideoEncoder, what_libav_can_always_encode_decodes_again) {
  const TemporaryFolder folder;
  VideoEncoder encoder(mpeg4_of(48, 32));
  for (int i = 0; i < 5; ++i) {
    AVFrame& canvas = encoder.canvas();
    std::fill_n(canvas.data[0], canvas.linesize[0] * 32, std::uint8_t(60 + 30 * i));
    for (int plane = 1; plane < 3; ++plane)
      std::fill_n(canvas.data[plane], canvas.linesize[plane] * 16, std::uint8_t(128));
    encoder.add(i, 1);
  }
  write_file(folder / "grey.mp4", encoder.finish());
  const DecodedVideo video = decode_video(folder / "grey.mp4");
  ASSERT_EQ(video.frames.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(video.frames[static_cast<std::size_t>(i)].at(20, 10, 1), (60 + 30 * i - 16) * 255 / 219, 4);
  }
}

TEST(VideoEncoder, a_missing_encoder_or_container_is_an_input_error) {
  VideoFormat format = mpeg4_of(32, 32);
  format.codec = nullptr;
  EXPECT_THROW(VideoEncoder{format}, InputError);
  format = mpeg4_of(32, 32);
  format.container = "no such container";
  EXPECT_THROW(VideoEncoder{format}, InputError);
}

}  // namespace
}  // namespace syncdreamer
