#include "core/cores.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/control_group.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(Cores, are_those_that_the_process_is_bound_to) {
  cpu_set_t before, one;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(num_allowed_cores(), std::min(CPU_COUNT(&before), cores_left_by(own_control_groups())));
  CPU_ZERO(&one);
  for (int core = 0; CPU_COUNT(&one) == 0; ++core) {
    if (CPU_ISSET(core, &before)) CPU_SET(core, &one);
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(num_allowed_cores(), 1);
  ::sched_setaffinity(0, sizeof before, &before);
}

TEST(Cores, of_control_groups_are_what_the_least_quota_leaves) {
  const TemporaryFolder folder;
  const std::vector<std::filesystem::path> groups{folder.path(), folder / "slice", folder / "slice/job"};
  EXPECT_EQ(cores_left_by(groups), kMaxThreads);
  write_file(folder / "slice/job/cpu.max", "max 100000\n");
  EXPECT_EQ(cores_left_by(groups), kMaxThreads);
  write_file(folder / "slice/cpu.max", "800000 100000\n");
  EXPECT_EQ(cores_left_by(groups), 8);
  write_file(folder / "slice/job/cpu.max", "150000 100000\n");
  EXPECT_EQ(cores_left_by(groups), 2);
  write_file(folder / "slice/job/cpu.max", "20000 100000\n");
  EXPECT_EQ(cores_left_by(groups), 1);
}

}  // namespace
}  // namespace syncdreamer
