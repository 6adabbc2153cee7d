#pragma once

#include <cmath>
#include <string>

namespace syncdreamer {

/// A share to be read, in whole percent: 0.374 is `37 %`.
inline std::string percent_text(double share) {
  return std::to_string(std::lround(100 * share)) + " %";
}

}  // namespace syncdreamer
