#include "core/option_range.h"

#include <cstdio>

namespace syncdreamer {

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", number);
  return text;
}

}  // namespace syncdreamer
