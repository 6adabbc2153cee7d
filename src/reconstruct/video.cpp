#include "reconstruct/video.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/error.h"
#include "core/files.h"
#include "reconstruct/color_palette.h"
#include "reconstruct/video_encoder.h"

namespace syncdreamer {
namespace {

constexpr int kGifTicks = 100;  // a second; GIF counts in hundredths

struct FreeScaler {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};

void check_frames(const std::vector<Image>& frames) {
  check(!frames.empty(), "write_video: there are no frames");
  for (const Image& frame : frames) {
    check_image(frame);
    check(frame.channels == 3 && frame.width == frames[0].width && frame.height == frames[0].height,
          "write_video: expected RGB frames of equal size");
  }
}

const AVCodec* mp4_codec() {
  for (const char* name : {"libx264", "libopenh264", "mpeg4"}) {
    if (const AVCodec* codec = avcodec_find_encoder_by_name(name)) return codec;
  }
  return nullptr;
}

void draw_indices(const Image& image, ColorPalette& palette, AVFrame& canvas) {
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* row = canvas.data[0] + static_cast<std::ptrdiff_t>(y) * canvas.linesize[0];
    for (int x = 0; x < image.width; ++x) {
      row[x] = palette.nearest({image.at(x, y, 0), image.at(x, y, 1), image.at(x, y, 2)});
    }
  }
  for (std::size_t i = 0; i < 256; ++i) {
    const auto [r, g, b] = palette.colors()[std::min(i, palette.colors().size() - 1)];
    const std::uint32_t entry = 0xFF000000U | std::uint32_t{r} << 16 | std::uint32_t{g} << 8 | b;
    std::memcpy(canvas.data[1] + 4 * i, &entry, sizeof(entry));
  }
}

}  // namespace

void write_mp4(const std::filesystem::path& path, const std::vector<Image>& frames) {
  check_frames(frames);
  const int width = frames[0].width / 2 * 2, height = frames[0].height / 2 * 2;
  check(width > 0 && height > 0, "write_mp4: the frames are too small");
  VideoEncoder encoder({.container = "mp4",
                        .codec = mp4_codec(),
                        .pixel_format = AV_PIX_FMT_YUV420P,
                        .width = width,
                        .height = height,
                        .ticks_per_second = kFramesPerSecond,
                        .num_frames = std::ssize(frames)});
  const std::unique_ptr<SwsContext, FreeScaler> scaler(
      sws_getContext(width, height, AV_PIX_FMT_RGB24, width, height, AV_PIX_FMT_YUV420P,
                     SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
  if (scaler == nullptr) throw InputError("the video cannot be encoded: its frames cannot be converted");
  constexpr std::size_t kReadBeyond = 64;  // bytes: libswscale's vectors reach over the end of the last row
  std::vector<std::uint8_t> pixels(frames[0].pixels.size() + kReadBeyond);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    AVFrame& canvas = encoder.canvas();
    std::copy(frames[i].pixels.begin(), frames[i].pixels.end(), pixels.begin());
    const std::uint8_t* const planes[4] = {pixels.data()};  // libswscale reads four of each
    const int row_sizes[4] = {frames[i].width * 3};
    sws_scale(scaler.get(), planes, row_sizes, 0, height, canvas.data, canvas.linesize);
    encoder.add(static_cast<std::int64_t>(i), 1);
  }
  write_file(path, encoder.finish());
}

void write_gif(const std::filesystem::path& path, const std::vector<Image>& frames) {
  check_frames(frames);
  ColorPalette palette(frames);
  VideoEncoder encoder({.container = "gif",
                        .codec = avcodec_find_encoder_by_name("gif"),
                        .pixel_format = AV_PIX_FMT_PAL8,
                        .width = frames[0].width,
                        .height = frames[0].height,
                        .ticks_per_second = kGifTicks});
  for (std::size_t i = 0; i < frames.size(); ++i) {
    draw_indices(frames[i], palette, encoder.canvas());
    const auto ticks_at = [&](std::size_t frame) {
      return static_cast<std::int64_t>(frame) * kGifTicks / kFramesPerSecond;
    };
    encoder.add(ticks_at(i), ticks_at(i + 1) - ticks_at(i));
  }
  write_file(path, encoder.finish());
}

}  // namespace syncdreamer
