#include "train/process_agreement.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <atomic>

#include "tests/train/processes.h"

namespace syncdreamer {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;

TEST(ProcessAgreement, one_process_agrees_with_itself) {
  const ProcessGroup alone;
  EXPECT_TRUE(same_everywhere(alone, 0xfedcba9876543210));
  const Agreement agreement = agree(alone, {{"loss", 3}}, true);
  EXPECT_EQ(agreement.figures, (Figures{{"loss", 3}}));
  EXPECT_TRUE(agreement.someone_stops);
}

TEST(ProcessAgreement, figures_are_means_and_one_that_stops_is_enough) {
  const auto errors = run_processes(3, [](const ProcessGroup& processes) {
    const double rank = processes.rank();
    EXPECT_FALSE(agree(processes, {}, false).someone_stops);
    const Agreement agreement = agree(processes, {{"loss", rank}, {"psnr", 10 * rank}}, processes.rank() == 1);
    EXPECT_EQ(agreement.figures, (Figures{{"loss", 1}, {"psnr", 10}}));
    EXPECT_TRUE(agreement.someone_stops);
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(ProcessAgreement, a_number_that_differs_in_one_process_is_seen) {
  std::atomic<int> num_seen = 0;
  const auto errors = run_processes(3, [&](const ProcessGroup& processes) {
    EXPECT_TRUE(same_everywhere(processes, 7));
    if (!same_everywhere(processes, processes.rank() == 2 ? 8 : 7)) ++num_seen;
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
  EXPECT_GT(num_seen, 0);
}

TEST(ProcessAgreement, parameters_become_those_of_the_first_process) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    const auto value = static_cast<float>(1 + processes.rank());
    const at::Tensor weight = at::full({2, 3}, value).set_requires_grad(true);
    const at::Tensor transposed = at::full({3, 2}, 10 * value).t();
    const auto num_writings = weight._version();
    copy_from_first(processes, {weight, transposed});
    EXPECT_EQ(weight._version() == num_writings, processes.rank() == 0) << "what is written to is no mapped file";
    EXPECT_TRUE(weight.equal(at::full({2, 3}, 1.0f)));
    EXPECT_TRUE(transposed.equal(at::full({2, 3}, 10.0f)));
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

}  // namespace
}  // namespace syncdreamer
