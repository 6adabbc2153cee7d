#include "metrics/psnr.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace syncdreamer {
namespace {

// Pixels; more of them would be lost in a sum of single precision.
constexpr std::size_t kBlock = std::size_t{256} * 256;

}  // namespace

double psnr(const RgbPlanes& truth, const RgbPlanes& prediction) {
  check_planes(truth);
  check_planes(prediction);
  check(truth.width == prediction.width && truth.height == prediction.height && !truth.values.empty(),
        "psnr: the pictures differ in size or are empty");
  const std::size_t num_pixels = truth.values.size() / 3;
  float mse = 0.0f;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t end = (c + 1) * num_pixels;
    double total = 0.0;
    for (std::size_t begin = c * num_pixels; begin < end; begin += kBlock) {
      float sum = 0.0f;
      for (std::size_t i = begin; i < std::min(begin + kBlock, end); ++i) {
        const float difference = truth.values[i] - prediction.values[i];
        sum += difference * difference;
      }
      total += static_cast<double>(sum);
    }
    mse += static_cast<float>(total) / static_cast<float>(num_pixels) / 3.0f;
  }
  if (mse == 0.0f) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(1 / static_cast<double>(mse));
}

double psnr(const Image& truth, const Image& prediction) {
  return psnr(planes_on_white(truth), planes_on_white(prediction));
}

}  // namespace syncdreamer
