#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <thread>

namespace syncdreamer {

/// Sets how many threads tensors and OpenMP loops use; 0 is all cores, which libtorch by itself may not take.
inline void use_threads(int count) {
  at::set_num_threads(count > 0 ? count : std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

}  // namespace syncdreamer
