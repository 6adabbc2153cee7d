#include "train/gradient_averager.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "tests/support/pretend_device.h"
#include "tests/train/processes.h"

namespace syncdreamer {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Three parameters of a process: used by all, by process 0 alone, and by none.
struct Parameters {
  explicit Parameters(at::Device device = at::kCPU)
      : shared(at::ones({3, 2}).to(device).set_requires_grad(true)),
        of_first(at::ones({4}).to(device).set_requires_grad(true)),
        unused(at::ones({2}).to(device).set_requires_grad(true)) {}

  at::Tensor shared, of_first, unused;

  std::vector<ParameterGroup> groups() const {
    return {ParameterGroup{1, {{"shared", shared}, {"of_first", of_first}}}, ParameterGroup{1, {{"unused", unused}}}};
  }
};

/// Two steps of two processes on a device.
void expect_means(const ProcessGroup& processes, std::int64_t bucket_bytes, at::Device device) {
  const Parameters parameters(device);
  GradientAverager averager(parameters.groups(), processes, bucket_bytes);
  for (int step = 0; step < 2; ++step) {
    for (const NamedTensor& entry : parameters_of(parameters.groups())) entry.tensor.mutable_grad().reset();
    at::Tensor loss = (parameters.shared * (1.0 + 2 * processes.rank())).sum();
    if (processes.rank() == 0) loss = loss + 4 * parameters.of_first.sum();
    averager.start();
    loss.backward();
    averager.finish();
    EXPECT_TRUE(parameters.shared.grad().cpu().equal(at::full({3, 2}, 2.0)));
    EXPECT_TRUE(parameters.of_first.grad().cpu().equal(at::full({4}, 2.0)));
    EXPECT_FALSE(parameters.unused.grad().defined());
  }
}

TEST(GradientAverager, gradients_become_their_means_whatever_the_buckets) {
  for (const std::int64_t bucket_bytes : {1, 20, 1 << 20}) {
    const auto errors =
        run_processes(2, [&](const ProcessGroup& processes) { expect_means(processes, bucket_bytes, at::kCPU); });
    EXPECT_THAT(errors, Each(IsEmpty()));
  }
}

TEST(GradientAverager, gradients_on_a_device_without_sums_go_through_the_cpu) {
  if (!has_pretend_device()) GTEST_SKIP() << "SKIPPED: no pretended device with this libtorch";
  const auto errors =
      run_processes(2, [](const ProcessGroup& processes) { expect_means(processes, 20, pretend_device()); });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(GradientAverager, gradients_on_devices_of_their_own_are_summed_there) {
  if (const std::string found = obstacle_to_nccl(2); !found.empty()) GTEST_SKIP() << found;
  const auto errors = run_processes(
      2,
      [](const ProcessGroup& processes) {
        expect_means(processes, 20, at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(processes.rank())));
      },
      "cuda");
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(GradientAverager, a_process_that_leaves_before_the_gradients_are_averaged_ends_the_others) {
  for (int round = 0; round < 20; ++round) {  // which of the sums under way fails first differs
    const auto errors = run_processes(4, [](const ProcessGroup& processes) {
      const Parameters parameters;
      GradientAverager averager(parameters.groups(), processes, 1);
      averager.start();
      parameters.shared.sum().backward();
      if (processes.rank() != 1) averager.finish();
    });
    EXPECT_THAT(errors[1], IsEmpty());
    for (const std::size_t rank : {0, 2, 3}) EXPECT_THAT(errors[rank], HasSubstr("lost the others"));
  }
}

TEST(GradientAverager, what_earlier_batches_of_a_step_left_is_averaged_too) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    const Parameters parameters;
    GradientAverager averager(parameters.groups(), processes);
    parameters.of_first.sum().backward();
    (parameters.shared.sum() * processes.rank()).backward();
    averager.start();
    parameters.shared.sum().backward();
    averager.finish();
    EXPECT_TRUE(parameters.shared.grad().equal(at::full({3, 2}, 1.5)));
    EXPECT_TRUE(parameters.of_first.grad().equal(at::ones({4})));
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(GradientAverager, buckets_hold_about_as_much_as_they_may) {
  const auto errors = run_processes(2, [](const ProcessGroup& processes) {
    const Parameters parameters;
    EXPECT_EQ(GradientAverager(parameters.groups(), processes, 1).num_buckets(), 3U);
    EXPECT_EQ(GradientAverager(parameters.groups(), processes, 12).num_buckets(), 2U);
    EXPECT_EQ(GradientAverager(parameters.groups(), processes).num_buckets(), 1U);
  });
  EXPECT_THAT(errors, Each(IsEmpty()));
}

TEST(GradientAverager, one_process_keeps_its_gradients) {
  const Parameters parameters;
  GradientAverager averager(parameters.groups(), {});
  averager.start();
  parameters.shared.sum().backward();
  averager.finish();
  EXPECT_EQ(averager.num_buckets(), 0U);
  EXPECT_TRUE(parameters.shared.grad().equal(at::ones({3, 2})));
}

}  // namespace
}  // namespace syncdreamer
