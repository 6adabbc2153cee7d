#include "image/webp_decoder.h"

#include <string_view>

#include "core/byte_order.h"
#include "core/error.h"

#ifdef SYNCDREAMER_WEBP
#include <webp/decode.h>
#endif

namespace syncdreamer {

bool is_webp(std::span<const std::byte> bytes) {
  const std::string_view text = text_of(bytes).substr(0, 12);
  return text.starts_with("RIFF") && text.ends_with("WEBP");
}

#ifdef SYNCDREAMER_WEBP

Image decode_webp(std::span<const std::byte> bytes, const std::string& name, std::int64_t max_pixels) {
  const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK)
    throw InputError(name + ": the picture is damaged or cut off");
  if (features.has_animation != 0) throw InputError(name + ": found a WebP animation, expected one picture");
  check_picture_size(features.width, features.height, max_pixels, name);
  Image image(features.width, features.height, features.has_alpha != 0 ? 4 : 3);
  const int stride = image.width * image.channels;
  const auto decode = image.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode(data, bytes.size(), image.pixels.data(), image.pixels.size(), stride) == nullptr)
    throw InputError(name + ": the picture is damaged or cut off");
  return image;
}

#else

Image decode_webp(std::span<const std::byte>, const std::string& name, std::int64_t) {
  throw InputError(name + ": found a WebP picture, but this program was built without libwebp");
}

#endif

}  // namespace syncdreamer
