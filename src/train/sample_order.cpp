#include "train/sample_order.h"

#include <numeric>

#include "train/random_streams.h"

namespace syncdreamer {

std::int64_t SampleOrder::object(std::int64_t sample) {
  if (sample / num_objects_ != epoch_) shuffle(sample / num_objects_);
  return order_[static_cast<std::size_t>(sample % num_objects_)];
}

void SampleOrder::shuffle(std::int64_t epoch) {
  epoch_ = epoch;
  order_.resize(static_cast<std::size_t>(num_objects_));
  std::iota(order_.begin(), order_.end(), 0);
  Random random = random_of_epoch(seed_, epoch);
  random.shuffle(order_);
}

}  // namespace syncdreamer
