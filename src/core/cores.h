#pragma once

#include <filesystem>
#include <vector>

namespace syncdreamer {

/// A limit against mistyped numbers, above what any user wants.
inline constexpr int kMaxThreads = 1024;

/// Cores that this process may run on, one or more: `mpirun -n 2` binds each of its processes to one.
int num_bound_cores();

/// Cores whose time this process may use, one or more: of those that it may run on as many as its container may use.
int num_allowed_cores();

/// Cores whose time control groups leave to their processes, rounded up; kMaxThreads if none of them has a quota.
int cores_left_by(const std::vector<std::filesystem::path>& groups);

}  // namespace syncdreamer
