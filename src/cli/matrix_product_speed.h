#pragma once

#include "core/progress.h"

namespace syncdreamer {

/// GFLOP/s of libtorch's matrix products on the CPU, the best of some small ones: a hundredth of a second with a fast
/// BLAS.
double matrix_product_speed();

/// Warns if matrix products are so slow that there are more threads than cores, or that libtorch must have found a BLAS
/// that is not made for speed, such as Debian's reference BLAS, with which they took 16 to 40 times as long.
void warn_of_slow_matrix_products(double gigaflops_per_second, const Reporter& reporter);

}  // namespace syncdreamer
