#include "image/jpeg_decoder.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

// These need <cstdio>, and each other in this order.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kMaxScans = 500;  // a few bytes each, but each goes over the whole picture

/// A decompression by libjpeg, which reports errors by a jump: whatever may fail is called by `attempt`.
class Decompression {
 public:
  explicit Decompression(const std::string& name) : name_(name) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr info) { of(info).fail(); };
    errors_.emit_message = [](j_common_ptr info, int level) { of(info).warn(level); };
    progress_.progress_monitor = [](j_common_ptr info) { of(info).limit_scans(); };
    info_.client_data = this;
    attempt([&] { jpeg_create_decompress(&info_); });
    info_.progress = &progress_;
  }
  ~Decompression() { jpeg_destroy_decompress(&info_); }
  Decompression(const Decompression&) = delete;
  Decompression& operator=(const Decompression&) = delete;

  std::int64_t width() const { return info_.image_width; }
  std::int64_t height() const { return info_.image_height; }

  void read_header(std::span<const std::byte> bytes) {
    attempt([&] {
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes.data()),
                   static_cast<unsigned long>(bytes.size()));
      jpeg_read_header(&info_, TRUE);
    });
  }

  Image read_pixels() {
    const bool is_grey = info_.num_components == 1, is_cmyk = info_.num_components == 4;
    info_.out_color_space = is_grey ? JCS_GRAYSCALE : is_cmyk ? JCS_CMYK : JCS_RGB;
    Image image(static_cast<int>(width()), static_cast<int>(height()), is_grey ? 1 : is_cmyk ? 4 : 3);
    const std::size_t row_size = static_cast<std::size_t>(image.width) * image.channels;
    std::uint8_t* const pixels = image.pixels.data();
    attempt([&] {
      jpeg_start_decompress(&info_);
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = pixels + row_size * info_.output_scanline;
        jpeg_read_scanlines(&info_, &row, 1);
      }
      jpeg_finish_decompress(&info_);
    });
    return is_cmyk ? rgb_from_cmyk(image) : image;
  }

 private:
  static Decompression& of(j_common_ptr info) { return *static_cast<Decompression*>(info->client_data); }

  /// Runs `calls`, which must not own anything: an error leaves them without unwinding.
  template <typename Calls>
  void attempt(const Calls& calls) {
    if (setjmp(failed_) != 0) {
      const bool is_other_kind = errors_.msg_code == JERR_SOF_UNSUPPORTED || errors_.msg_code == JERR_BAD_PRECISION;
      const char* const found =
          is_other_kind ? "found a kind of JPEG that is not read" : "the picture is damaged or cut off";
      throw InputError(name_ + ": " + found + " (" + reason_.data() + ")");
    }
    calls();
  }

  [[noreturn]] void fail() {
    errors_.format_message(reinterpret_cast<j_common_ptr>(&info_), reason_.data());
    std::longjmp(failed_, 1);
  }

  /// libjpeg goes on where data are missing, and shows grey. Other warnings leave the picture what it is.
  void warn(int level) {
    constexpr std::array kMissing{JWRN_JPEG_EOF, JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE, JWRN_ARITH_BAD_CODE};
    if (level < 0 && std::find(kMissing.begin(), kMissing.end(), errors_.msg_code) != kMissing.end()) fail();
  }

  void limit_scans() {
    if (info_.input_scan_number <= kMaxScans) return;
    std::snprintf(reason_.data(), reason_.size(), "more than %d scans", kMaxScans);
    std::longjmp(failed_, 1);
  }

  /// Adobe's programs store the inks inverted, and no one else stores CMYK.
  static Image rgb_from_cmyk(const Image& inks) {
    Image image(inks.width, inks.height, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      const std::size_t pixel = i / 3 * 4;
      image.pixels[i] = static_cast<std::uint8_t>((inks.pixels[pixel + i % 3] * inks.pixels[pixel + 3] + 127) / 255);
    }
    return image;
  }

  const std::string& name_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf failed_{};
  std::array<char, JMSG_LENGTH_MAX> reason_{};
};

}  // namespace

Image decode_jpeg(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels) {
  Decompression decompression(name);
  decompression.read_header(bytes);
  check_picture_size(decompression.width(), decompression.height(), max_pixels, name);
  return decompression.read_pixels();
}

}  // namespace syncdreamer
