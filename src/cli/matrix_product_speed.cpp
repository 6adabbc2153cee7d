#include "cli/matrix_product_speed.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <ctime>
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

double seconds_of_this_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

MatrixProductSpeed matrix_product_speed() {
  constexpr std::int64_t kSize = 384, kTrials = 3;
  const at::NoGradGuard no_grad;
  const at::Tensor a = at::ones({kSize, kSize}), b = at::ones({kSize, kSize});
  double least = std::numeric_limits<double>::infinity(), least_of_cpu = least;
  for (std::int64_t i = 0; i < kTrials; ++i) {
    const double before = seconds_of_this_thread();
    const Stopwatch stopwatch;
    at::mm(a, b);
    least = std::min(least, stopwatch.seconds());
    least_of_cpu = std::min(least_of_cpu, seconds_of_this_thread() - before);
  }
  constexpr double kGigaflops = 2e-9 * kSize * kSize * kSize;
  return {kGigaflops / least, kGigaflops / std::max(least_of_cpu, 1e-9)};
}

void warn_of_slow_matrix_products(const MatrixProductSpeed& speed, const Reporter& reporter) {
  const int threads = at::get_num_threads(), cores = num_allowed_cores();
  const bool are_too_many = threads > cores;
  if (speed.by_clock >= kSlow || (!are_too_many && speed.by_cpu_time >= kSlow)) return;
  const std::string reason = are_too_many
                                 ? std::to_string(threads) + " threads share " + std::to_string(cores) + " cores"
                                 : "libtorch found a slow BLAS (Debian: install libopenblas0-openmp)";
  reporter.warn("matrix products run at " + number_text(std::round(10 * speed.by_clock) / 10) + " GFLOP/s: " + reason);
}

}  // namespace syncdreamer
