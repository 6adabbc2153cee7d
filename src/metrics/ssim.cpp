#include "metrics/ssim.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr double kSigma = 1.5;

std::array<double, kSsimWindow> gaussian_window() {
  std::array<double, kSsimWindow> weights{};
  double sum = 0.0;
  for (int i = 0; i < kSsimWindow; ++i) {
    const double distance = i - kSsimWindow / 2;
    weights[static_cast<std::size_t>(i)] = std::exp(-0.5 * distance * distance / (kSigma * kSigma));
    sum += weights[static_cast<std::size_t>(i)];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// One channel of a picture.
struct Plane {
  int width = 0;
  int height = 0;
  std::vector<double> values;
};

// Gaussian means over all windows that lie inside: `width - 10` x `height - 10` values.
std::vector<double> window_means(const Plane& plane) {
  static const std::array<double, kSsimWindow> weights = gaussian_window();
  const int out_width = plane.width - kSsimWindow + 1;
  const int out_height = plane.height - kSsimWindow + 1;
  std::vector<double> rows(static_cast<std::size_t>(plane.height) * out_width, 0.0);
  for (int y = 0; y < plane.height; ++y) {
    const double* in = &plane.values[static_cast<std::size_t>(y) * plane.width];
    double* out = &rows[static_cast<std::size_t>(y) * out_width];
    for (std::size_t k = 0; k < kSsimWindow; ++k) {
      for (int x = 0; x < out_width; ++x) out[x] += weights[k] * in[x + static_cast<int>(k)];
    }
  }
  std::vector<double> means(static_cast<std::size_t>(out_height) * out_width, 0.0);
  for (int y = 0; y < out_height; ++y) {
    double* out = &means[static_cast<std::size_t>(y) * out_width];
    for (std::size_t k = 0; k < kSsimWindow; ++k) {
      const double* in = &rows[(static_cast<std::size_t>(y) + k) * out_width];
      for (int x = 0; x < out_width; ++x) out[x] += weights[k] * in[x];
    }
  }
  return means;
}

Plane channel(const Image& image, const std::vector<float>& values, std::size_t c) {
  Plane plane{image.width, image.height, {}};
  plane.values.resize(values.size() / 3);
  for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] = static_cast<double>(values[i * 3 + c]);
  return plane;
}

Plane product(const Plane& a, const Plane& b) {
  Plane result{a.width, a.height, a.values};
  for (std::size_t i = 0; i < result.values.size(); ++i) result.values[i] *= b.values[i];
  return result;
}

double range(const std::vector<float>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  return static_cast<double>(*highest) - static_cast<double>(*lowest);
}

double channel_ssim(const Plane& a, const Plane& b, double data_range) {
  const double c1 = 0.01 * data_range * (0.01 * data_range);
  const double c2 = 0.03 * data_range * (0.03 * data_range);
  const std::vector<double> mean_a = window_means(a), mean_b = window_means(b);
  const std::vector<double> mean_aa = window_means(product(a, a)), mean_bb = window_means(product(b, b));
  const std::vector<double> mean_ab = window_means(product(a, b));
  double sum = 0.0;
  for (std::size_t i = 0; i < mean_a.size(); ++i) {
    const double variance_a = mean_aa[i] - mean_a[i] * mean_a[i];
    const double variance_b = mean_bb[i] - mean_b[i] * mean_b[i];
    const double covariance = mean_ab[i] - mean_a[i] * mean_b[i];
    sum += (2.0 * mean_a[i] * mean_b[i] + c1) * (2.0 * covariance + c2) /
           ((mean_a[i] * mean_a[i] + mean_b[i] * mean_b[i] + c1) * (variance_a + variance_b + c2));
  }
  return sum / static_cast<double>(mean_a.size());
}

}  // namespace

double ssim(const Image& truth, const Image& prediction) {
  check(truth.width == prediction.width && truth.height == prediction.height, "ssim: the pictures differ in size");
  check(truth.width >= kSsimWindow && truth.height >= kSsimWindow, "ssim: the pictures are smaller than the window");
  const std::vector<float> a = unit_rgb_on_white(truth);
  const std::vector<float> b = unit_rgb_on_white(prediction);
  if (a == b) return 1.0;
  const double data_range = std::max(range(a), range(b));
  if (data_range == 0.0) {  // two constant pictures of different grey: the limit of the formula
    const double x = static_cast<double>(a[0]), y = static_cast<double>(b[0]);
    return 2.0 * x * y / (x * x + y * y);
  }
  double sum = 0.0;
  for (std::size_t c = 0; c < 3; ++c) {
    sum += channel_ssim(channel(truth, a, c), channel(prediction, b, c), data_range);
  }
  return sum / 3.0;
}

}  // namespace syncdreamer
