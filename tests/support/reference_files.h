#pragma once

#include <cstdlib>
#include <filesystem>

namespace syncdreamer {

/// Where a file of the reference data lies: in the folder that the environment variable SYNCDREAMER_REFERENCE names,
/// else in `tests/golden`. For tests that do not use libtorch; the file need not exist.
inline std::filesystem::path reference_file(const std::filesystem::path& name) {
  if (const char* folder = std::getenv("SYNCDREAMER_REFERENCE")) return std::filesystem::path(folder) / name;
  return std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "tests" / "golden" / name;
}

}  // namespace syncdreamer
