#include "image/mask.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace syncdreamer {
namespace {

template <class Operation>
Mask combined(Mask a, const Mask& b, const Operation& operation) {
  check(a.width == b.width && a.height == b.height, "masks of different sizes");
  std::ranges::transform(a.pixels, b.pixels, a.pixels.begin(),
                         [&](std::uint8_t p, std::uint8_t q) { return operation(p != 0, q != 0); });
  return a;
}

}  // namespace

std::size_t count(const Mask& mask) {
  return static_cast<std::size_t>(std::ranges::count_if(mask.pixels, [](std::uint8_t pixel) { return pixel != 0; }));
}

Mask inverted(Mask mask) {
  for (std::uint8_t& pixel : mask.pixels) pixel = pixel == 0;
  return mask;
}

Mask common(Mask a, const Mask& b) {
  return combined(std::move(a), b, [](bool p, bool q) { return p && q; });
}

Mask joined(Mask a, const Mask& b) {
  return combined(std::move(a), b, [](bool p, bool q) { return p || q; });
}

Mask without(Mask mask, const Mask& other) {
  return combined(std::move(mask), other, [](bool p, bool q) { return p && !q; });
}

}  // namespace syncdreamer
