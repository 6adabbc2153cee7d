#include "core/counted.h"

namespace syncdreamer {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace syncdreamer
