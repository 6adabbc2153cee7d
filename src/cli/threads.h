#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

#include "core/control_group.h"
#include "core/cores.h"
#include "core/option_range.h"

namespace syncdreamer {

/// Cores for one of several processes of a machine: its share, where they may all run on the same cores, or all that it
/// is bound to, where those are no more than its share already.
///
/// \param quota  cores whose time all of them together may use.
inline int cores_of_process(int num_cores, int num_bound, int quota, int num_processes) {
  const int cores = num_bound > num_cores / num_processes ? num_bound / num_processes : num_bound;
  return std::max(1, std::min(cores, quota / num_processes));
}

/// Sets how many threads tensors and OpenMP loops use; 0 is all cores, which libtorch by itself may not take, or this
/// process's share of them where several of a kind run on the machine.
///
/// \throws InputError for a number that no machine has.
inline void use_threads(int count, int num_processes = 1) {
  require_range("--threads", count, 0, kMaxThreads);
  const int num_cores = static_cast<int>(std::thread::hardware_concurrency());
  const int quota = cores_left_by(own_control_groups());
  at::set_num_threads(count > 0 ? count : cores_of_process(num_cores, num_bound_cores(), quota, num_processes));
}

}  // namespace syncdreamer
