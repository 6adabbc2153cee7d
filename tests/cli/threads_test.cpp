#include "cli/threads.h"

#include <gtest/gtest.h>
#include <sched.h>

namespace syncdreamer {
namespace {

TEST(Threads, no_more_than_the_cores_that_the_process_is_bound_to) {
  const int before = at::get_num_threads();
  cpu_set_t all, one;
  ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  use_threads(0);
  const int bound = at::get_num_threads();
  ::sched_setaffinity(0, sizeof all, &all);
  EXPECT_EQ(bound, 1);
  use_threads(3);
  EXPECT_EQ(at::get_num_threads(), 3);
  use_threads(0, {.count = 1000});
  EXPECT_EQ(at::get_num_threads(), 1);
  use_threads(before);
}

TEST(Threads, processes_share_the_cores_that_all_of_them_may_run_on) {
  const LocalProcesses one{}, eight{.count = 8}, eight_bound{.count = 8, .may_be_bound = true};
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 128}, one), 128);
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 128}, eight), 16);
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 128}, eight_bound), 16);
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 64}, eight_bound), 8) << "of a container";
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 2}, eight_bound), 2) << "bound by the launcher";
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 16}, eight_bound), 16) << "bound to its share";
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 16}, eight), 2) << "of a container, which all processes share";
  EXPECT_EQ(cores_of_process({.all = 2, .bound = 2}, eight), 1);
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 128, .quota = 8}, one), 8) << "of a container's time";
  EXPECT_EQ(cores_of_process({.all = 128, .bound = 128, .quota = 8}, {.count = 2}), 4) << "which they share";
}

}  // namespace
}  // namespace syncdreamer
