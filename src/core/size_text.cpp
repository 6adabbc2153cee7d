#include "core/size_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace syncdreamer {

std::string size_text(std::uint64_t bytes) {
  const bool is_large = bytes >= 1'000'000'000;
  const double size = static_cast<double>(bytes) / (is_large ? 1e9 : 1e6);
  const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : is_large ? 2 : size >= 1 ? 1 : 3;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s", decimals, size, is_large ? "GB" : "MB");
  return text.data();
}

std::uint64_t bytes_of_gigabytes(double gigabytes) {
  constexpr double kMost = 1e9;
  return static_cast<std::uint64_t>(std::min(gigabytes, kMost) * 1e9);
}

}  // namespace syncdreamer
