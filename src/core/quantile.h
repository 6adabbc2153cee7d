#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace syncdreamer {

/// The value at a share (0 to 1) of the sorted ones, of which there is one at least; 0.5 gives the median, of an even
/// number the upper one of the two in the middle.
template <class Value>
Value quantile(std::vector<Value> values, double share) {
  const auto place = std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
  const auto found = values.begin() + static_cast<std::ptrdiff_t>(place);
  std::nth_element(values.begin(), found, values.end());
  return *found;
}

}  // namespace syncdreamer
