#pragma once

#include <cstdint>
#include <future>

#include "dataset/multiview_dataset.h"
#include "train/process_group.h"
#include "train/sample_order.h"
#include "train/train_options.h"

namespace syncdreamer {

/// Makes the batches of one process of a training. The one after the last is made meanwhile, since pictures may have to
/// be read for it.
class BatchLoader {
 public:
  /// \param data   outlives this object.
  /// \param views  what the stage asks for; the options add the augmentation and the random cameras.
  /// \throws InputError if the pictures of one batch alone are more than the memory.
  BatchLoader(const MultiviewDataset& data, const TrainOptions& options, const BatchOptions& views,
              const ProcessGroup& processes);
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// Batch `index` of the training, counted over all steps and processes: what it holds depends on the seed and this
  /// number alone.
  MultiviewBatch load(std::int64_t index);

 private:
  MultiviewBatch make(std::int64_t index);

  const MultiviewDataset& data_;
  BatchOptions views_;
  std::int64_t batch_size_;
  std::uint64_t seed_;
  int num_processes_;
  SampleOrder order_;
  std::int64_t index_ahead_ = -1;
  std::future<MultiviewBatch> ahead_;  // last, for it uses the others
};

}  // namespace syncdreamer
