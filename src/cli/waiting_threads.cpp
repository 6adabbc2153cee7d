#include "cli/waiting_threads.h"

#include <unistd.h>

#include <cstdlib>

namespace syncdreamer {

void shorten_waits(char** argv) {
#ifdef __linux__
  constexpr const char* kSpins = "1000";  // some microseconds: as fast as the default of 300,000 on an idle machine
  if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  if (::setenv("GOMP_SPINCOUNT", kSpins, 1) == 0) ::execv("/proc/self/exe", argv);
#endif
}

}  // namespace syncdreamer
