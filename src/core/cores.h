#pragma once

namespace syncdreamer {

/// A limit against mistyped numbers, above what any user wants.
inline constexpr int kMaxThreads = 1024;

/// Cores that this process may run on, one or more: `mpirun -n 2` binds each of its processes to one.
int num_allowed_cores();

}  // namespace syncdreamer
