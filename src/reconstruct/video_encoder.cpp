#include "reconstruct/video_encoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <type_traits>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kBufferSize = 1 << 16;

/// Throws unless a call of libav succeeded.
int ensure(int status, const char* what) {
  if (status >= 0) return status;
  std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
  av_strerror(status, reason.data(), reason.size());
  throw InputError(std::string("the video cannot be encoded: ") + what + " (" + reason.data() + ")");
}

/// Throws unless libav had memory for something.
template <class T>
T* allocated(T* pointer, const char* what) {
  if (pointer == nullptr) throw InputError(std::string("the video cannot be encoded: no memory for ") + what);
  return pointer;
}

}  // namespace

struct VideoEncoder::Impl {
  /// A file in memory that libav writes to and seeks in.
  struct MemoryFile {
    std::string bytes;
    std::int64_t place = 0;

    // From FFmpeg 7 on, what is to be written is constant.
    using Bytes = std::conditional_t<(LIBAVFORMAT_VERSION_MAJOR > 60), const std::uint8_t*, std::uint8_t*>;

    static int write(void* self, Bytes data, int size) {
      auto& [bytes, place] = *static_cast<MemoryFile*>(self);
      bytes.resize(std::max(bytes.size(), static_cast<std::size_t>(place + size)));
      std::copy_n(data, size, bytes.begin() + place);
      place += size;
      return size;
    }
    static std::int64_t seek(void* self, std::int64_t offset, int whence) {
      auto& [bytes, place] = *static_cast<MemoryFile*>(self);
      const auto size = static_cast<std::int64_t>(bytes.size());
      if (whence == AVSEEK_SIZE) return size;
      const std::int64_t target = offset + (whence == SEEK_CUR ? place : whence == SEEK_END ? size : 0);
      return target < 0 ? AVERROR(EINVAL) : place = target;
    }
  };

  struct Free {
    void operator()(AVFormatContext* context) const { avformat_free_context(context); }
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFrame* owned) const { av_frame_free(&owned); }
    void operator()(AVPacket* owned) const { av_packet_free(&owned); }
    void operator()(unsigned char* buffer) const { av_free(buffer); }
    void operator()(AVIOContext* context) const {
      av_freep(&context->buffer);
      avio_context_free(&context);
    }
  };

  MemoryFile file;
  std::unique_ptr<AVIOContext, Free> io;
  std::unique_ptr<AVFormatContext, Free> container;
  std::unique_ptr<AVCodecContext, Free> codec;
  std::unique_ptr<AVFrame, Free> frame{allocated(av_frame_alloc(), "a frame")};
  std::unique_ptr<AVPacket, Free> packet{allocated(av_packet_alloc(), "a packet")};
  AVStream* stream = nullptr;
  std::int64_t duration = 1;  // of the last frame, ticks

  void open_container(const VideoFormat& format) {
    AVFormatContext* context = nullptr;
    const AVOutputFormat* output = av_guess_format(format.container, nullptr, nullptr);
    if (output == nullptr) throw InputError("the video cannot be encoded: libav does not know its container");
    ensure(avformat_alloc_output_context2(&context, output, nullptr, nullptr), "no memory for its container");
    container.reset(context);
    std::unique_ptr<unsigned char, Free> buffer(
        static_cast<unsigned char*>(allocated(av_malloc(kBufferSize), "its container")));
    io.reset(allocated(
        avio_alloc_context(buffer.get(), kBufferSize, 1, &file, nullptr, &MemoryFile::write, &MemoryFile::seek),
        "its container"));
    static_cast<void>(buffer.release());  // the container's now
    container->pb = io.get();
  }

  void open_codec(const VideoFormat& format) {
    if (format.codec == nullptr) throw InputError("the video cannot be encoded: libav has no encoder for it");
    codec.reset(allocated(avcodec_alloc_context3(format.codec), "its encoder"));
    codec->width = format.width;
    codec->height = format.height;
    codec->pix_fmt = static_cast<AVPixelFormat>(format.pixel_format);
    codec->time_base = {1, format.ticks_per_second};
    codec->framerate = {format.ticks_per_second, 1};
    codec->thread_count = 1;
    codec->log_level_offset = AV_LOG_TRACE;  // libav prints nothing; what fails is thrown
    if (codec->pix_fmt == AV_PIX_FMT_YUV420P) {
      codec->colorspace = AVCOL_SPC_SMPTE170M;
      codec->color_range = AVCOL_RANGE_MPEG;
    }
    if (format.codec->id == AV_CODEC_ID_MPEG4) {
      codec->flags |= AV_CODEC_FLAG_QSCALE;
      codec->global_quality = 3 * FF_QP2LAMBDA;
    }
    if ((container->oformat->flags & AVFMT_GLOBALHEADER) != 0) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_opt_set(codec->priv_data, "crf", "18", 0);
    ensure(avcodec_open2(codec.get(), format.codec, nullptr), "its encoder does not start");
  }

  void write_header(std::int64_t num_frames) {
    stream = allocated(avformat_new_stream(container.get(), nullptr), "its stream");
    stream->time_base = codec->time_base;
    ensure(avcodec_parameters_from_context(stream->codecpar, codec.get()), "its parameters are refused");
    // An MP4 file is shown while it comes if its index, a few bytes a frame, comes first: room is kept there.
    if (num_frames > 0) av_opt_set_int(container->priv_data, "moov_size", 4096 + 64 * num_frames, 0);
    ensure(avformat_write_header(container.get(), nullptr), "its header is refused");
  }

  void allocate_frame() {
    frame->format = codec->pix_fmt;
    frame->width = codec->width;
    frame->height = codec->height;
    ensure(av_frame_get_buffer(frame.get(), 0), "no memory for a frame");
  }

  /// Encodes a frame, or what the encoder still holds if it is null, and writes the packets.
  void encode(const AVFrame* next) {
    ensure(avcodec_send_frame(codec.get(), next), "a frame is refused");
    while (true) {
      const int status = avcodec_receive_packet(codec.get(), packet.get());
      if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
      ensure(status, "a frame fails");
      packet->stream_index = stream->index;
      packet->duration = duration;  // which containers need of the last frame
      av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
      ensure(av_interleaved_write_frame(container.get(), packet.get()), "a frame is not written");
    }
  }
};

VideoEncoder::VideoEncoder(const VideoFormat& format) : impl_(std::make_unique<Impl>()) {
  impl_->open_container(format);
  impl_->open_codec(format);
  impl_->write_header(format.num_frames);
  impl_->allocate_frame();
}

VideoEncoder::~VideoEncoder() = default;

AVFrame& VideoEncoder::canvas() {
  ensure(av_frame_make_writable(impl_->frame.get()), "no memory for a frame");
  return *impl_->frame;
}

void VideoEncoder::add(std::int64_t ticks, std::int64_t duration) {
  impl_->frame->pts = ticks;
  impl_->duration = duration;
  impl_->frame->quality = impl_->codec->global_quality;
  impl_->encode(impl_->frame.get());
}

std::string VideoEncoder::finish() {
  impl_->encode(nullptr);
  ensure(av_write_trailer(impl_->container.get()), "its end is not written");
  avio_flush(impl_->io.get());
  return std::move(impl_->file.bytes);
}

}  // namespace syncdreamer
