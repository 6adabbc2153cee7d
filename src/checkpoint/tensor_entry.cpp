#include "checkpoint/tensor_entry.h"

#include <limits>

#include "core/joined.h"

namespace syncdreamer {
std::optional<std::uint64_t> num_elements(const std::vector<std::int64_t>& shape) {
  constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t product = 1;
  bool empty = false;
  for (const std::int64_t side : shape) {
    if (side < 0) return std::nullopt;
    if (side == 0) {
      empty = true;
      continue;
    }
    if (product > kLimit / static_cast<std::uint64_t>(side)) return std::nullopt;
    product *= static_cast<std::uint64_t>(side);
  }
  return empty ? 0 : product;
}

std::optional<std::uint64_t> size_bytes(const std::vector<std::int64_t>& shape, ScalarType type) {
  constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const auto count = num_elements(shape);
  if (!count || *count > kLimit / size_of(type)) return std::nullopt;
  return *count * size_of(type);
}

std::string part_of(std::string_view name) {
  return std::string(name.substr(0, name.find('.')));
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return std::string("[").append(joined(shape)).append("]");
}

}  // namespace syncdreamer
