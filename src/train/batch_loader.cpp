#include "train/batch_loader.h"

#include <ATen/Parallel.h>
#include <omp.h>

#include <cmath>
#include <vector>

#include "core/option_range.h"
#include "nn/device_memory.h"
#include "train/random_streams.h"

namespace syncdreamer {
namespace {

void check_fits(const TrainOptions& options, const BatchOptions& views, const ProcessGroup& processes) {
  const double pictures = static_cast<double>(options.batch_size) * (1 + views.num_targets);
  const double side = static_cast<double>(options.model.image_size);
  const double bytes = pictures * 4 * side * side * sizeof(float);
  const double available = static_cast<double>(available_memory(at::kCPU)) / processes.local_size();
  require_option(available == 0 || bytes < available, "batch_size", options.batch_size,
                 "less: the pictures of such a batch take " + number_text(std::ceil(bytes / 1e9)) + " GB, and " +
                     number_text(std::floor(available / 1e9)) + " GB are free");
}

}  // namespace

BatchLoader::BatchLoader(const MultiviewDataset& data, const TrainOptions& options, const BatchOptions& views,
                         const ProcessGroup& processes)
    : data_(data),
      views_(views),
      batch_size_(options.batch_size),
      seed_(options.seed),
      num_processes_(processes.size()),
      order_(data.size(), options.seed) {
  check_fits(options, views, processes);
  views_.augment = options.augment;
  views_.random_cameras = options.random_cameras;
}

MultiviewBatch BatchLoader::load(std::int64_t index) {
  std::future<MultiviewBatch> ahead = std::move(ahead_);
  const bool is_ahead = ahead.valid() && index == index_ahead_;
  if (ahead.valid()) ahead.wait();
  MultiviewBatch batch = is_ahead ? ahead.get() : make(index);
  index_ahead_ = index + num_processes_;
  ahead_ = std::async(std::launch::async, [this, num_threads = at::get_num_threads()] {
    omp_set_num_threads(num_threads);  // each thread has a number of its own, at first that of all cores
    return make(index_ahead_);
  });
  return batch;
}

MultiviewBatch BatchLoader::make(std::int64_t index) {
  std::vector<ObjectDraw> draws;
  for (std::int64_t b = 0; b < batch_size_; ++b) {
    const std::int64_t sample = index * batch_size_ + b;
    draws.push_back({order_.object(sample), random_of_sample(seed_, sample)});
  }
  return data_.random_views(draws, views_);
}

}  // namespace syncdreamer
