#pragma once

#include <cstddef>
#include <fstream>
#include <string>

namespace syncdreamer {

/// Bytes of a kind of this process's memory, as /proc says: `VmRSS` all of it, `RssFile` what views files, `RssAnon`
/// the rest.
inline std::size_t resident_bytes(const std::string& kind) {
  std::ifstream status("/proc/self/status");
  std::string word;
  std::size_t kilobytes = 0;
  while (status >> word) {
    if (word == kind + ":" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

inline std::size_t resident_file_bytes() {
  return resident_bytes("RssFile");
}

}  // namespace syncdreamer
