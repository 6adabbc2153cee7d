#include "core/machine_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/control_group.h"
#include "core/files.h"
#include "tests/support/resident_memory.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(MachineMemory, is_some_and_at_most_what_the_machine_has) {
  const auto total = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE));
  EXPECT_GT(available_memory(), std::uint64_t{1} << 20);
  EXPECT_LE(available_memory(), total);
}

/// What the kernel says is available to all.
double available_by_kernel() {
  std::ifstream file("/proc/meminfo");
  std::string word;
  double kibibytes = 0;
  while (file >> word) {
    if (word == "MemAvailable:" && file >> kibibytes) break;
  }
  return 1024 * kibibytes;
}

TEST(MachineMemory, is_what_the_kernel_has_available_unless_a_control_group_leaves_less) {
  const double kernel = available_by_kernel(), available = static_cast<double>(available_memory());
  ASSERT_GT(kernel, 0);
  constexpr double kMeanwhile = 0.2;  // share that other programs may take or leave between the two
  EXPECT_LE(available, (1 + kMeanwhile) * kernel);
  if (memory_left_by(own_control_groups()) == kUnlimitedMemory) {
    EXPECT_GE(available, (1 - kMeanwhile) * kernel);
  }
}

TEST(MachineMemory, of_a_control_group_is_what_the_narrowest_of_those_above_it_leaves) {
  const TemporaryFolder root;
  const std::filesystem::path job = root / "slice/job";
  EXPECT_EQ(memory_left_by(control_groups_around(job, root.path())), kUnlimitedMemory);
  write_file(root / "slice/job/memory.max", "max\n");
  write_file(root / "slice/job/memory.current", "50\n");
  EXPECT_EQ(memory_left_by(control_groups_around(job, root.path())), kUnlimitedMemory);
  write_file(root / "slice/memory.max", "1000\n");
  write_file(root / "slice/memory.current", "700\n");
  write_file(root / "slice/memory.stat", "anon 500\ninactive_file 200\n");
  EXPECT_EQ(memory_left_by(control_groups_around(job, root.path())), 1000U - 700 + 200);
  write_file(root / "slice/job/memory.max", "60\n");
  EXPECT_EQ(memory_left_by(control_groups_around(job, root.path())), 10U);
  write_file(root / "slice/job/memory.current", "60\n");
  EXPECT_EQ(memory_left_by(control_groups_around(job, root.path())), 1U) << "not 0, which would be taken for no limit";
  EXPECT_EQ(memory_left_by(control_groups_around(root.path(), root.path())), kUnlimitedMemory);
  write_file(root / "other/memory.max", "1000\n");
  EXPECT_EQ(memory_left_by(control_groups_around(root / "other", root.path())), kUnlimitedMemory)
      << "how much of it is used is not said";
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)  // which keeps freed memory, to see who uses it
TEST(MachineMemory, what_was_freed_is_given_back) {
  EXPECT_GT(bytes_given_back_by([] { return_freed_memory(); }), kFreedBytes / 2);
}
#endif

}  // namespace
}  // namespace syncdreamer
