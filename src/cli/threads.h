#pragma once

#include <ATen/Parallel.h>
#include <sched.h>

#include <algorithm>
#include <thread>

#include "core/option_range.h"

namespace syncdreamer {

/// Cores that this process may run on: `mpirun -n 2` binds each of its processes to one.
inline int num_allowed_cores() {
  const int all = static_cast<int>(std::thread::hardware_concurrency());
#ifdef __linux__
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return all;
}

inline constexpr int kMaxThreads = 1024;

/// Sets how many threads tensors and OpenMP loops use; 0 is all cores, which libtorch by itself may not take, or this
/// process's share of them where several of a kind run on the machine, and never more than it may run on.
///
/// \throws InputError for a number that no machine has.
inline void use_threads(int count, int num_processes = 1) {
  require_range("--threads", count, 0, kMaxThreads);
  const int share = static_cast<int>(std::thread::hardware_concurrency()) / num_processes;
  at::set_num_threads(count > 0 ? count : std::max(1, std::min(share, num_allowed_cores())));
}

}  // namespace syncdreamer
