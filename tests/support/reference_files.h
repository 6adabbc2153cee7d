#pragma once

#include <cstdlib>
#include <filesystem>

namespace syncdreamer {

/// Where a file of the reference data lies: in the folder that the environment variable SYNCDREAMER_REFERENCE names,
/// if it has it, else in `tests/golden`. It need not exist.
inline std::filesystem::path reference_file(const std::filesystem::path& name) {
  if (const char* folder = std::getenv("SYNCDREAMER_REFERENCE")) {
    const std::filesystem::path named = std::filesystem::path(folder) / name;
    if (std::filesystem::exists(named)) return named;
  }
  return std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "tests" / "golden" / name;
}

}  // namespace syncdreamer
