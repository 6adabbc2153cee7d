#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace syncdreamer {

/// Predictions of ring views that need no network, only pictures of the training objects: what a model must beat.
///
/// The training objects pass by one after another, so that their number is not limited by memory.
class TrainingBaselines {
 public:
  /// \param queries  `[Q, 3, S, S]` in [0, 1], input pictures on white of the objects to predict.
  explicit TrainingBaselines(const at::Tensor& queries);

  /// One training object, all its input pictures and its ring at the same azimuths.
  ///
  /// \param inputs, ring  `[N, 3, S, S]` in [0, 1], on white.
  void add(const at::Tensor& inputs, const at::Tensor& ring);

  std::int64_t num_objects() const { return num_objects_; }

  /// The mean of all ring views of all training objects, `[3, S, S]`.
  at::Tensor mean_picture() const;

  /// For each query the ring of the training object whose input picture, of any azimuth, is nearest by mean squared
  /// error; turned so that this azimuth is the first. `[Q, N, 3, S, S]`.
  at::Tensor nearest_rings() const;

 private:
  at::Tensor queries_;    // [Q, 3 S S]
  at::Tensor distances_;  // [Q] of the nearest input so far
  at::Tensor rings_;      // [Q, N, 3, S, S]
  at::Tensor sum_;        // [3, S, S] float64
  std::int64_t num_objects_ = 0, num_pictures_ = 0;
};

}  // namespace syncdreamer
