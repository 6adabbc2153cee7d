#include "core/cores.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace syncdreamer {

int num_allowed_cores() {
#ifdef __linux__
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace syncdreamer
