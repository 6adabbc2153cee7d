#include "train/batch_loader.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "core/error.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

class BatchLoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    write_squares(folder_.path(), 6);
    data_ = MultiviewDataset::load({folder_.path()}, Split::training, 16);
    options_.batch_size = 2;
  }

  BatchLoader loader() { return {data_, options_, {.num_targets = 3}, ProcessGroup()}; }

  const TemporaryFolder folder_;
  MultiviewDataset data_;
  TrainOptions options_ = tiny_train_options("geometry");
};

void expect_equal(const MultiviewBatch& a, const MultiviewBatch& b) {
  EXPECT_TRUE(a.inputs.equal(b.inputs));
  EXPECT_TRUE(a.input_elevation.equal(b.input_elevation));
  EXPECT_TRUE(a.targets.equal(b.targets));
  EXPECT_TRUE(a.target_indices.equal(b.target_indices));
}

TEST_F(BatchLoaderTest, a_batch_depends_on_its_number_alone) {
  BatchLoader in_turn = loader(), at_once = loader();
  MultiviewBatch fifth;
  for (int i = 0; i < 6; ++i) {
    const MultiviewBatch batch = in_turn.load(i);
    ASSERT_EQ(batch.targets.size(0), 2);
    ASSERT_EQ(batch.targets.size(1), 3);
    if (i == 5) fifth = batch;
  }
  expect_equal(at_once.load(5), fifth);
  expect_equal(at_once.load(5), fifth);
}

TEST_F(BatchLoaderTest, a_batch_that_fails_fails_each_time_and_others_do_not) {
  const MultiviewBatch first = loader().load(0);
  data_ = MultiviewDataset::load({folder_.path()}, Split::training, 16, 0);  // read when they are needed
  BatchLoader batches = loader();
  expect_equal(batches.load(0), first);
  std::filesystem::rename(folder_ / "target", folder_ / "elsewhere");
  for (int i = 0; i < 2; ++i) EXPECT_THROW(batches.load(3), InputError);  // 1 may have been read ahead before
  EXPECT_THROW(batches.load(4), InputError);
  std::filesystem::rename(folder_ / "elsewhere", folder_ / "target");
  expect_equal(batches.load(0), first);
}

TEST_F(BatchLoaderTest, batches_differ) {
  BatchLoader batches = loader();
  const MultiviewBatch first = batches.load(0), second = batches.load(1);
  EXPECT_FALSE(first.inputs.equal(second.inputs) && first.target_indices.equal(second.target_indices));
}

TEST_F(BatchLoaderTest, a_batch_larger_than_the_memory_is_refused) {
  options_.batch_size = 2'000'000'000;
  EXPECT_THAT(refusal_of([&] { loader(); }), testing::HasSubstr("batch_size: found 2000000000, expected less"));
}

}  // namespace
}  // namespace syncdreamer
