#pragma once

#include <cstdlib>
#include <filesystem>

namespace syncdreamer {

/// Where a file of the reference data lies: in the folder that the environment variable SYNCDREAMER_REFERENCE names,
/// else in `shared/reference` beside the source tree, else in `tests/golden`. For tests that do not use libtorch; the
/// file need not exist.
inline std::filesystem::path reference_file(const std::filesystem::path& name) {
  if (const char* folder = std::getenv("SYNCDREAMER_REFERENCE")) return std::filesystem::path(folder) / name;
  const std::filesystem::path source = SYNCDREAMER_SOURCE_DIR;
  const std::filesystem::path shared = source.parent_path() / "shared" / "reference";
  return (std::filesystem::is_directory(shared) ? shared : source / "tests" / "golden") / name;
}

}  // namespace syncdreamer
