#include "metrics/ssim.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr float kSigma = 1.5f;

using Window = std::array<float, std::size_t{kSsimWindow} * kSsimWindow>;

Window gaussian_window() {
  std::array<float, kSsimWindow> weights{};
  double sum = 0.0;
  constexpr int kMiddle = kSsimWindow / 2;
  for (int i = 0; i < kSsimWindow; ++i) {
    const float distance = static_cast<float>(i - kMiddle) / kSigma;
    weights[static_cast<std::size_t>(i)] = std::exp(-(distance * distance) / 2.0f);
    sum += static_cast<double>(weights[static_cast<std::size_t>(i)]);
  }
  for (float& weight : weights) weight /= static_cast<float>(sum);
  Window window{};
  for (std::size_t i = 0; i < window.size(); ++i) window[i] = weights[i / kSsimWindow] * weights[i % kSsimWindow];
  return window;
}

// Gaussian means over all windows that lie inside: `width - 10` x `height - 10` values.
//
// Each is a chain of fused multiplications and additions over the window's rows. A product of two floats is exact in
// double precision, so rounding the sum to a float gives the same on machines that cannot fuse.
std::vector<float> window_means(std::span<const float> plane, int width, int height) {
  static const Window window = gaussian_window();
  const int out_width = width - kSsimWindow + 1, out_height = height - kSsimWindow + 1;
  std::vector<float> means(static_cast<std::size_t>(out_height) * out_width, 0.0f);
  for (int y = 0; y < out_height; ++y) {
    float* out = &means[static_cast<std::size_t>(y) * out_width];
    for (std::size_t i = 0; i < window.size(); ++i) {
      const float* in = &plane[(static_cast<std::size_t>(y) + i / kSsimWindow) * width + i % kSsimWindow];
      const double weight = static_cast<double>(window[i]);
      for (int x = 0; x < out_width; ++x) {
        out[x] = static_cast<float>(static_cast<double>(out[x]) + weight * static_cast<double>(in[x]));
      }
    }
  }
  return means;
}

std::vector<float> product(std::span<const float> a, std::span<const float> b) {
  std::vector<float> result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result[i] = a[i] * b[i];
  return result;
}

float range(const std::vector<float>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  return *highest - *lowest;
}

double channel_ssim(const RgbPlanes& truth, const RgbPlanes& prediction, std::size_t channel, float data_range) {
  const float c1 = 0.01f * data_range * (0.01f * data_range);
  const float c2 = 0.03f * data_range * (0.03f * data_range);
  const std::span<const float> a = truth.plane(channel), b = prediction.plane(channel);
  const auto means_of = [&truth](std::span<const float> plane) {
    return window_means(plane, truth.width, truth.height);
  };
  const std::vector<float> mean_a = means_of(a), mean_b = means_of(b);
  const std::vector<float> mean_aa = means_of(product(a, a)), mean_bb = means_of(product(b, b));
  const std::vector<float> mean_ab = means_of(product(a, b));
  double sum = 0.0;
  for (std::size_t i = 0; i < mean_a.size(); ++i) {
    const float aa = mean_a[i] * mean_a[i], bb = mean_b[i] * mean_b[i], ab = mean_a[i] * mean_b[i];
    const float variances = (mean_aa[i] - aa) + (mean_bb[i] - bb), covariance = mean_ab[i] - ab;
    const float ratio = (2.0f * ab + c1) * (2.0f * covariance + c2) / ((aa + bb + c1) * (variances + c2));
    sum += static_cast<double>(ratio);
  }
  return sum / static_cast<double>(mean_a.size());
}

}  // namespace

double ssim(const RgbPlanes& truth, const RgbPlanes& prediction) {
  check_planes(truth);
  check_planes(prediction);
  check(truth.width == prediction.width && truth.height == prediction.height, "ssim: the pictures differ in size");
  check(truth.width >= kSsimWindow && truth.height >= kSsimWindow, "ssim: the pictures are smaller than the window");
  if (truth.values == prediction.values) return 1.0;
  const float data_range = std::max(range(truth.values), range(prediction.values));
  if (data_range == 0.0f) {  // two constant pictures of different grey: the limit of the formula
    const double x = static_cast<double>(truth.values[0]), y = static_cast<double>(prediction.values[0]);
    return 2.0 * x * y / (x * x + y * y);
  }
  double sum = 0.0;
  for (std::size_t c = 0; c < 3; ++c) sum += channel_ssim(truth, prediction, c, data_range);
  return sum / 3.0;
}

double ssim(const Image& truth, const Image& prediction) {
  return ssim(planes_on_white(truth), planes_on_white(prediction));
}

}  // namespace syncdreamer
