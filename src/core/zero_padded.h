#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace syncdreamer {

/// A number with leading zeros to `num_digits` digits, in full if it has more: names of files then sort as they count.
/// Views have three digits.
inline std::string zero_padded(std::size_t number, std::size_t num_digits = 3) {
  const std::string digits = std::to_string(number);
  return std::string(num_digits - std::min(num_digits, digits.size()), '0') + digits;
}

}  // namespace syncdreamer
