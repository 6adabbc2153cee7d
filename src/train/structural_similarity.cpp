#include "train/structural_similarity.h"

#include <ATen/ATen.h>

#include "core/error.h"
#include "nn/autocast.h"

namespace syncdreamer {
namespace {

constexpr double kSigma = 1.5;
constexpr double kC1 = 0.01 * 0.01, kC2 = 0.03 * 0.03;

// [size, size - 10]: a row of pixels times this gives the Gaussian means of all windows that lie inside.
at::Tensor window_matrix(std::int64_t size, const at::TensorOptions& options) {
  const at::Tensor pixel = at::arange(size, options).unsqueeze(1);
  const at::Tensor first = at::arange(size - kSimilarityWindow + 1, options);
  const at::Tensor distance = pixel - first - kSimilarityWindow / 2;
  const at::Tensor inside = distance.abs() <= kSimilarityWindow / 2;
  const at::Tensor weights = inside * (-(distance / kSigma).square() / 2).exp();
  return weights / weights.sum(0, true);
}

}  // namespace

at::Tensor structural_similarity(const at::Tensor& truth, const at::Tensor& prediction) {
  check(truth.sizes() == prediction.sizes(), "structural_similarity: the pictures differ in size");
  check(truth.size(-1) >= kSimilarityWindow && truth.size(-2) >= kSimilarityWindow,
        "structural_similarity: the pictures are smaller than the window");
  const Autocast none(kNoAutocast);  // variances are small differences of means
  const at::Tensor across = window_matrix(truth.size(-1), truth.options());
  const at::Tensor down = window_matrix(truth.size(-2), truth.options());
  const auto means = [&](const at::Tensor& values) {
    return at::matmul(at::matmul(values, across).transpose(-1, -2), down);
  };
  const at::Tensor a = means(truth), b = means(prediction);
  const at::Tensor variances = means(truth.square() + prediction.square()) - a.square() - b.square();
  const at::Tensor covariance = means(truth * prediction) - a * b;
  const at::Tensor luminance = (2 * a * b + kC1) / (a.square() + b.square() + kC1);
  return (luminance * (2 * covariance + kC2) / (variances + kC2)).mean();
}

}  // namespace syncdreamer
