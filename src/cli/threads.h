#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

#include "core/cores.h"
#include "core/option_range.h"

namespace syncdreamer {

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
