#include "cli/waiting_threads.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace syncdreamer {

void shorten_waits(char** argv) {
#ifdef __linux__
  constexpr const char* kSpins = "1000";  // some microseconds: as fast as the default of 300,000 on an idle machine
  if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  if (::getauxval(AT_BASE) == 0) return;  // started by the dynamic loader itself, which /proc/self/exe is then
  std::error_code error;                  // by its own path, so that it keeps its name in lists of processes
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error && ::setenv("GOMP_SPINCOUNT", kSpins, 1) == 0) ::execv(program.c_str(), argv);
#endif
}

}  // namespace syncdreamer
