#include "core/duration_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace syncdreamer {

std::string duration_text(double seconds) {
  const auto total = seconds > 0 ? std::max(1LL, std::llround(seconds)) : 0LL;
  char text[48];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%lld h %02lld min", total / 3600, total / 60 % 60);
  } else if (total >= 60) {
    std::snprintf(text, sizeof text, "%lld min %02lld s", total / 60, total % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld s", total);
  }
  return text;
}

}  // namespace syncdreamer
