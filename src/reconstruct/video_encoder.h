#pragma once

#include <cstdint>
#include <memory>
#include <string>

struct AVCodec;
struct AVFrame;

namespace syncdreamer {

/// What a video is written as.
struct VideoFormat {
  const char* container = "mp4";
  const AVCodec* codec = nullptr;
  int pixel_format = 0;  ///< AVPixelFormat
  int width = 0, height = 0;
  int ticks_per_second = 30;    ///< unit of the frames' times
  std::int64_t num_frames = 0;  ///< that will come, at most; 0: not known
};

/// Encodes frames into a video file in memory (libav).
class VideoEncoder {
 public:
  /// \throws InputError if libav cannot encode so.
  explicit VideoEncoder(const VideoFormat& format);
  ~VideoEncoder();

  /// A frame of the format's size to draw on; its content is that of the last one.
  AVFrame& canvas();
  /// Encodes the canvas, to be shown from `ticks` on.
  ///
  /// \param duration  ticks to the next frame, or to the end.
  void add(std::int64_t ticks, std::int64_t duration);
  /// Ends the file. \return its bytes.
  std::string finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace syncdreamer
