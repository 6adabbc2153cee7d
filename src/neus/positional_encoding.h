#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace syncdreamer {

/// Encodes points by themselves and by waves of 1, 2, 4 ... radians a unit (Mildenhall et al. 2020):
/// `(x, sin x, cos x, sin 2x, cos 2x, ...)`, three numbers each.
class PositionalEncoding {
 public:
  explicit PositionalEncoding(std::int64_t num_frequencies) : num_frequencies_(num_frequencies) {}

  /// `[P, 3]` to `[P, width()]`.
  at::Tensor encode(const at::Tensor& points) const;

  /// The chain rule: from the gradient of a function of the encoding to that of the function of the point.
  ///
  /// \param points            `[P, 3]`.
  /// \param encoded_gradient  `[P, width()]`.
  /// \return `[P, 3]`.
  at::Tensor pull_back(const at::Tensor& points, const at::Tensor& encoded_gradient) const;

  std::int64_t width() const { return 3 + 6 * num_frequencies_; }

 private:
  std::int64_t num_frequencies_;
};

}  // namespace syncdreamer
