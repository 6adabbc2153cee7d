#pragma once

#include <omp.h>

#include <atomic>
#include <cstdint>
#include <exception>

namespace syncdreamer {

/// Calls `action` for 0 .. count - 1 in several threads, and throws what one of the calls threw: an exception that left
/// a loop of OpenMP would end the program. Such loops are for what cannot throw.
template <class Count, class Action>
void in_parallel(Count count, const Action& action, int num_threads = omp_get_max_threads()) {
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
#pragma omp parallel for schedule(dynamic) num_threads(num_threads)
  for (Count i = 0; i < count; ++i) {
    if (failed) continue;
    try {
      action(i);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
      failed = true;
    }
  }
  if (failed) std::rethrow_exception(failure);
}

}  // namespace syncdreamer
