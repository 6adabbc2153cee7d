#include "train/process_group.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

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

}  // namespace
}  // namespace syncdreamer
