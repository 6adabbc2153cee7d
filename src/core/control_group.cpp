#include "core/control_group.h"

#include <fstream>
#include <string>

namespace syncdreamer {

std::vector<std::filesystem::path> own_control_groups(const std::filesystem::path& root) {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::/")) return control_groups_around((root / line.substr(4)).lexically_normal(), root);
  }
  return {root};
}

std::vector<std::filesystem::path> control_groups_around(const std::filesystem::path& group,
                                                         const std::filesystem::path& root) {
  std::vector<std::filesystem::path> groups{root};
  for (std::filesystem::path folder = group; folder != root && folder != folder.parent_path();
       folder = folder.parent_path())
    groups.push_back(folder);
  return groups;
}

}  // namespace syncdreamer
