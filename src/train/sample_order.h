#pragma once

#include <cstdint>
#include <vector>

namespace syncdreamer {

/// Which object every sample of a training is: the objects are gone through in epochs, each in a random order of its
/// own that depends on the seed and the epoch alone.
class SampleOrder {
 public:
  SampleOrder(std::int64_t num_objects, std::uint64_t seed) : num_objects_(num_objects), seed_(seed) {}

  /// The object of sample `sample`, counted from the beginning of the training.
  std::int64_t object(std::int64_t sample);

 private:
  void shuffle(std::int64_t epoch);

  std::int64_t num_objects_;
  std::uint64_t seed_;
  std::int64_t epoch_ = -1;
  std::vector<std::int64_t> order_;
};

}  // namespace syncdreamer
