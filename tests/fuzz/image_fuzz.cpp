#include "image/image_io.h"
#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace syncdreamer;
  constexpr std::int64_t kFewPixels = 4096;  // larger ones cost time and show nothing new
  read_hostile([&] {
    const Image image = read_image(bytes_of(data, size), "fuzz", ImageReading::as_seen, kFewPixels);
    check(image.channels >= 1 && image.channels <= 4, "an impossible number of channels");
    check(image.pixels.size() == static_cast<std::size_t>(image.width) * image.height * image.channels,
          "the number of values does not fit the size");
    check(sum_of(std::as_bytes(std::span(image.pixels))) <= image.pixels.size() * 255, "an impossible sum");
  });
  read_hostile([&] {
    const DepthImage16 depth = read_depth_png(bytes_of(data, size), "fuzz", kFewPixels);
    check(depth.pixels.size() == static_cast<std::size_t>(depth.width) * depth.height,
          "the number of values does not fit the size");
  });
  return 0;
}
