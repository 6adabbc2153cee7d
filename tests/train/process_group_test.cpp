#include "train/process_group.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "tests/support/refusal.h"
#include "tests/train/processes.h"

namespace syncdreamer {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ProcessGroup, one_process_is_its_own_sum) {
  const ProcessGroup alone;
  const at::Tensor values = at::ones({3});
  alone.sum(values);
  alone.broadcast(values);
  EXPECT_EQ(alone.size(), 1);
  EXPECT_TRUE(values.equal(at::ones({3})));
}

TEST(ProcessGroup, sums_over_all_processes_also_several_at_once) {
  const auto errors = run_processes(3, [](const ProcessGroup& processes) {
    const at::Tensor a = at::full({1000}, 1.0 + processes.rank()), b = at::full({2}, 10 * processes.rank(), at::kLong);
    const auto wait_a = processes.start_sum(a), wait_b = processes.start_sum(b);
    wait_a();
    wait_b();
    EXPECT_TRUE(a.equal(at::full({1000}, 6.0)));
    EXPECT_TRUE(b.equal(at::full({2}, 30, at::kLong)));
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessGroup, sums_of_processes_on_the_cpu_are_computed_there) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    EXPECT_TRUE(processes.sums_on(at::kCPU));
    EXPECT_FALSE(processes.sums_on(at::Device(at::kCUDA, 0)));
    EXPECT_THROW(processes.start_sum(at::ones({1}, at::kMeta)), std::logic_error);
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessGroup, a_device_that_two_processes_share_has_no_sums) {
  if (const std::string found = obstacle_to_nccl(1); !found.empty()) GTEST_SKIP() << found;
  const auto errors = run_processes(
      2, [](const ProcessGroup& processes) { EXPECT_FALSE(processes.sums_on(at::Device(at::kCUDA, 0))); }, "cuda:0");
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessGroup, devices_of_their_own_sum_over_nccl) {
  if (const std::string found = obstacle_to_nccl(2); !found.empty()) GTEST_SKIP() << found;
  const auto errors = run_processes(
      2,
      [](const ProcessGroup& processes) {
        const at::Device device(at::kCUDA, static_cast<c10::DeviceIndex>(processes.rank()));
        ASSERT_TRUE(processes.sums_on(device));
        const at::Tensor values = at::full({1000}, 1.0 + processes.rank(), device);
        processes.sum(values);
        EXPECT_TRUE(values.cpu().equal(at::full({1000}, 3.0)));
      },
      "cuda");
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessGroup, process_0_tells_the_others) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    const at::Tensor values = at::full({5}, processes.rank() + 7);
    processes.broadcast(values);
    EXPECT_TRUE(values.equal(at::full({5}, 7)));
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessGroup, a_process_that_leaves_ends_the_others_with_a_message) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    processes.sum(at::ones({1}));
    if (processes.rank() == 0) processes.sum(at::ones({1}));
  });
  EXPECT_THAT(errors[0], HasSubstr("process 0 of 2 lost the others"));
  EXPECT_THAT(errors[1], IsEmpty());
}

/// Why a process does not meet others.
std::string refusal(const LaunchEnvironment& launch) {
  return refusal_of([&] { const ProcessGroup group(launch); });
}

TEST(ProcessGroup, a_machine_that_nobody_knows_is_refused_at_once) {
  const auto start = std::chrono::steady_clock::now();
  const std::string said = refusal({.rank = 1, .world_size = 2, .master_addr = "no-such-machine.invalid"});
  EXPECT_THAT(said, HasSubstr("no-such-machine.invalid:29500"));
  EXPECT_THAT(said, HasSubstr("no machine of this name"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

TEST(ProcessGroup, who_does_not_come_is_named) {
  const LaunchEnvironment launch{
      .rank = 0, .world_size = 2, .master_port = free_port(), .timeout = std::chrono::seconds(1)};
  EXPECT_THAT(refusal(launch), HasSubstr("process 1 did not come within 1 s"));
}

TEST(ProcessGroup, a_second_training_at_the_same_port_is_told_so) {
  const int port = free_port();
  std::vector<std::string> refusals(2);
  const auto launch = [port](int rank, const char* name) {
    return LaunchEnvironment{
        .rank = rank, .world_size = 2, .local_world_size = 2, .master_port = port, .rendezvous_id = name};
  };
  std::thread other([&] {
    const ProcessGroup group(launch(1, "first"));
    group.sum(at::ones({1}));  // waits for what follows
  });
  const ProcessGroup group(launch(0, "first"));
  for (int rank = 0; rank < 2; ++rank) refusals[rank] = refusal(launch(rank, "second"));
  group.sum(at::ones({1}));
  other.join();
  EXPECT_THAT(refusals[0], HasSubstr("the port is taken on this machine"));
  EXPECT_THAT(refusals[1], HasSubstr("another training meets there"));
  EXPECT_THAT(refusals, Each(HasSubstr("MASTER_PORT")));
}

}  // namespace
}  // namespace syncdreamer
