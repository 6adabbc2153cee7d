#pragma once

#include "core/progress.h"

namespace syncdreamer {

/// GFLOP/s.
struct MatrixProductSpeed {
  double by_clock = 0;
  double by_cpu_time = 0;  ///< of the calling thread, which does not count what other programs take
};

/// That of libtorch's matrix products on the CPU, the best of some small ones: a hundredth of a second with a fast
/// BLAS.
MatrixProductSpeed matrix_product_speed();

/// Warns if matrix products are so slow that there are more threads than cores, or that libtorch must have found a BLAS
/// that is not made for speed, such as Debian's reference BLAS, with which they took 16 to 40 times as long. Where
/// other programs use the cores, nothing is said.
void warn_of_slow_matrix_products(const MatrixProductSpeed& speed, const Reporter& reporter);

}  // namespace syncdreamer
