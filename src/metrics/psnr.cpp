#include "metrics/psnr.h"

#include <cmath>
#include <limits>

#include "core/error.h"

namespace syncdreamer {

double psnr(const Image& truth, const Image& prediction) {
  check(truth.width == prediction.width && truth.height == prediction.height && !truth.empty(),
        "psnr: the pictures differ in size or are empty");
  const std::vector<float> a = unit_rgb_on_white(truth);
  const std::vector<float> b = unit_rgb_on_white(prediction);
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  if (sum == 0.0) return std::numeric_limits<double>::infinity();
  return -10.0 * std::log10(sum / static_cast<double>(a.size()));
}

}  // namespace syncdreamer
