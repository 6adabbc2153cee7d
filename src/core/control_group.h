#pragma once

#include <filesystem>
#include <vector>

namespace syncdreamer {

/// Where Linux shows the control groups (version 2), which limit what their processes may use, as those of containers.
inline constexpr const char* kControlGroups = "/sys/fs/cgroup";

/// The folders of the control groups that this process is in: its own, those around it, and `root`, that of all.
std::vector<std::filesystem::path> own_control_groups(const std::filesystem::path& root = kControlGroups);

/// A group's folder below `root` or `root` itself, and those around it up to `root`.
std::vector<std::filesystem::path> control_groups_around(const std::filesystem::path& group,
                                                         const std::filesystem::path& root);

}  // namespace syncdreamer
