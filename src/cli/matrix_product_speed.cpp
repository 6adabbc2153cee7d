#include "cli/matrix_product_speed.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cli/threads.h"
#include "core/cores.h"
#include "core/option_range.h"
#include "core/stopwatch.h"

namespace syncdreamer {
namespace {

// GFLOP/s. On one machine Debian's reference BLAS reached 2.5 to 5.9 and OpenBLAS 97.
constexpr double kSlow = 10;

}  // namespace

double matrix_product_speed() {
  constexpr int64_t kSize = 384, kTrials = 3;
  const at::NoGradGuard no_grad;
  const at::Tensor a = at::ones({kSize, kSize}), b = at::ones({kSize, kSize});
  double least = std::numeric_limits<double>::infinity();
  for (int64_t i = 0; i < kTrials; ++i) {
    const Stopwatch stopwatch;
    at::mm(a, b);
    least = std::min(least, stopwatch.seconds());
  }
  return 2e-9 * static_cast<double>(kSize * kSize * kSize) / least;
}

void warn_of_slow_matrix_products(double gigaflops_per_second, const Reporter& reporter) {
  if (gigaflops_per_second >= kSlow) return;
  const int threads = at::get_num_threads(), cores = num_allowed_cores();
  const std::string reason = threads > cores
                                 ? std::to_string(threads) + " threads share " + std::to_string(cores) + " cores"
                                 : "libtorch found a slow BLAS (Debian: install libopenblas0-openmp)";
  reporter.warn("matrix products run at " + number_text(std::round(10 * gigaflops_per_second) / 10) +
                " GFLOP/s: " + reason);
}

}  // namespace syncdreamer
