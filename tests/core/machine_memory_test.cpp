#include "core/machine_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>

namespace syncdreamer {
namespace {

TEST(MachineMemory, is_some_and_at_most_what_the_machine_has) {
  const auto total = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE));
  EXPECT_GT(available_memory(), std::uint64_t{1} << 20);
  EXPECT_LE(available_memory(), total);
}

}  // namespace
}  // namespace syncdreamer
