#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "image/image.h"

namespace syncdreamer {

struct DecodedVideo {
  std::vector<Image> frames;  ///< RGB
  double seconds = 0;         ///< that they last together
};

/// All frames of a video, decoded by libav.
inline DecodedVideo decode_video(const std::filesystem::path& path) {
  const auto ensure = [](int status) {
    return status >= 0 ? status : throw std::runtime_error("the video is damaged");
  };
  AVFormatContext* file = nullptr;
  ensure(avformat_open_input(&file, path.c_str(), nullptr, nullptr));
  ensure(avformat_find_stream_info(file, nullptr));
  const AVCodec* codec = avcodec_find_decoder(file->streams[0]->codecpar->codec_id);
  AVCodecContext* decoder = avcodec_alloc_context3(codec);
  ensure(avcodec_parameters_to_context(decoder, file->streams[0]->codecpar));
  ensure(avcodec_open2(decoder, codec, nullptr));
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  DecodedVideo video;
  for (bool more = true; more;) {
    more = av_read_frame(file, packet) >= 0;
    if (more) video.seconds += static_cast<double>(packet->duration) * av_q2d(file->streams[0]->time_base);
    ensure(avcodec_send_packet(decoder, more ? packet : nullptr));
    av_packet_unref(packet);
    while (avcodec_receive_frame(decoder, frame) >= 0) {
      Image& image = video.frames.emplace_back(frame->width, frame->height, 3);
      SwsContext* scaler =
          sws_getContext(frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), frame->width,
                         frame->height, AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr, nullptr);
      std::uint8_t* const planes[4] = {image.pixels.data()};
      const int row_sizes[4] = {image.width * 3};
      sws_scale(scaler, frame->data, frame->linesize, 0, frame->height, planes, row_sizes);
      sws_freeContext(scaler);
    }
  }
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&decoder);
  avformat_close_input(&file);
  return video;
}

}  // namespace syncdreamer
