#include "train/gradient_averager.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include "tests/train/processes.h"

namespace syncdreamer {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;

/// Three parameters of a process: used by all, by process 0 alone, and by none.
struct Parameters {
  at::Tensor shared = at::ones({3, 2}).set_requires_grad(true);
  at::Tensor of_first = at::ones({4}).set_requires_grad(true);
  at::Tensor unused = at::ones({2}).set_requires_grad(true);

  std::vector<ParameterGroup> groups() const {
    return {ParameterGroup{1, {{"shared", shared}, {"of_first", of_first}}}, ParameterGroup{1, {{"unused", unused}}}};
  }
};

TEST(GradientAverager, gradients_become_their_means_whatever_the_buckets) {
  for (const std::int64_t bucket_bytes : {1, 20, 1 << 20}) {
    const auto errors = run_processes(2, [&](const ProcessGroup& processes) {
      const Parameters parameters;
      GradientAverager averager(parameters.groups(), processes, bucket_bytes);
      for (int step = 0; step < 2; ++step) {
        for (const ParameterGroup& group : parameters.groups()) {
          for (const NamedTensor& entry : group.parameters) at::Tensor(entry.tensor).mutable_grad().reset();
        }
        at::Tensor loss = (parameters.shared * (1.0 + 2 * processes.rank())).sum();
        if (processes.rank() == 0) loss = loss + 4 * parameters.of_first.sum();
        averager.start();
        loss.backward();
        averager.finish();
        EXPECT_TRUE(parameters.shared.grad().equal(at::full({3, 2}, 2.0)));
        EXPECT_TRUE(parameters.of_first.grad().equal(at::full({4}, 2.0)));
        EXPECT_FALSE(parameters.unused.grad().defined());
      }
    });
    EXPECT_THAT(errors, Each(IsEmpty()));
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
