#include "core/machine_memory.h"

#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "core/control_group.h"

namespace syncdreamer {
namespace {

/// A file with one number; kUnlimitedMemory if it is absent or says `max`.
std::uint64_t number_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? number : kUnlimitedMemory;
}

/// The number behind a name in a file of names and numbers, 0 if there is none.
std::uint64_t number_behind(const char* name, const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string word;
  std::uint64_t number = 0;
  while (file >> word) {
    if (word == name && file >> number) return number;
  }
  return 0;
}

std::uint64_t system_available() {
  return number_behind("MemAvailable:", "/proc/meminfo") * 1024;
}

/// What one group alone leaves.
std::uint64_t left_by_limit(const std::filesystem::path& group) {
  const std::uint64_t limit = number_in(group / "memory.max");
  const std::uint64_t used = number_in(group / "memory.current");
  if (limit == kUnlimitedMemory || used == kUnlimitedMemory) return kUnlimitedMemory;
  // Pages of files, of a mapped checkpoint for one, count as used and yet give way.
  const std::uint64_t pages = number_behind("inactive_file", group / "memory.stat");
  const std::uint64_t needed = used - std::min(used, pages);
  return limit > needed ? limit - needed : 1;  // 0 would say that nothing is known
}

}  // namespace

std::uint64_t memory_left_by(const std::vector<std::filesystem::path>& groups) {
  std::uint64_t left = kUnlimitedMemory;
  for (const std::filesystem::path& group : groups) left = std::min(left, left_by_limit(group));
  return left;
}

std::uint64_t available_memory() {
  return std::min(system_available(), memory_left_by(own_control_groups()));
}

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

void return_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace syncdreamer
