#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

#include "core/control_group.h"
#include "core/cores.h"
#include "core/option_range.h"

namespace syncdreamer {

/// The processes of a program on a machine.
struct LocalProcesses {
  int count = 1;
  bool may_be_bound = false;  ///< whoever started them may have given each of them cores of its own
};

/// The cores of a machine, as a process sees them.
struct Cores {
  int all = 1;
  int bound = 1;            ///< that this process may run on
  int quota = kMaxThreads;  ///< whose time its processes together may use
};

/// Cores for one of several processes of a machine: all that it is bound to, where those are its own and no more than
/// its share, otherwise its share of those that they may all run on.
inline int cores_of_process(const Cores& cores, const LocalProcesses& processes) {
  const bool are_its_own = processes.may_be_bound && cores.bound <= cores.all / processes.count;
  const int usable = are_its_own ? cores.bound : cores.bound / processes.count;
  return std::max(1, std::min(usable, cores.quota / processes.count));
}

/// Sets how many threads tensors and OpenMP loops use; 0 is all cores, which libtorch by itself may not take, or this
/// process's share of them where several of a kind run on the machine.
///
/// \throws InputError for a number that no machine has.
inline void use_threads(int count, const LocalProcesses& processes = {}) {
  require_range("--threads", count, 0, kMaxThreads);
  const Cores cores{static_cast<int>(std::thread::hardware_concurrency()), num_bound_cores(),
                    cores_left_by(own_control_groups())};
  at::set_num_threads(count > 0 ? count : cores_of_process(cores, processes));
}

}  // namespace syncdreamer
