#include "core/cores.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <thread>

#include "core/control_group.h"

namespace syncdreamer {

int num_bound_cores() {
#ifdef __linux__
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

int num_allowed_cores() {
  return std::min(num_bound_cores(), cores_left_by(own_control_groups()));
}

int cores_left_by(const std::vector<std::filesystem::path>& groups) {
  double cores = kMaxThreads;
  for (const std::filesystem::path& group : groups) {
    std::ifstream file(group / "cpu.max");  // microseconds in a period of so many, `max` for all
    double quota = 0, period = 0;
    if (file >> quota >> period && quota > 0 && period > 0) cores = std::min(cores, quota / period);
  }
  return static_cast<int>(std::ceil(cores));
}

}  // namespace syncdreamer
