#pragma once

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

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

inline constexpr std::size_t kFreedBytes = 1000 << 16;

/// How many of kFreedBytes, freed in blocks that are small enough for the C library to keep, an action gives back.
inline std::size_t bytes_given_back_by(const std::function<void()>& action) {
  constexpr std::size_t kBlock = 1 << 16;
  std::vector<std::unique_ptr<char[]>> blocks;
  for (std::size_t i = 0; i < kFreedBytes / kBlock; ++i) {
    blocks.push_back(std::make_unique<char[]>(kBlock));
    std::fill_n(blocks.back().get(), kBlock, 'x');
  }
  const auto last = std::make_unique<char[]>(kBlock);  // what lies above freed memory keeps it
  blocks.clear();
  const std::size_t before = resident_bytes("RssAnon");
  action();
  const std::size_t after = resident_bytes("RssAnon");
  return after < before ? before - after : 0;
}

}  // namespace syncdreamer
