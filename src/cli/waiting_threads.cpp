#include "cli/waiting_threads.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <climits>
#include <string_view>
#include <vector>

namespace syncdreamer {

void shorten_waits([[maybe_unused]] int argc, [[maybe_unused]] char** argv, [[maybe_unused]] char** environment) {
#ifdef __linux__
  // Some microseconds: on an idle machine as fast as the default of 300,000.
  static char spins[] = "GOMP_SPINCOUNT=1000";
  std::vector<char*> variables;
  for (char** variable = environment; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (text.starts_with("GOMP_SPINCOUNT=") || text.starts_with("OMP_WAIT_POLICY=")) return;
    variables.push_back(*variable);
  }
  if (::getauxval(AT_BASE) == 0) return;  // started by the dynamic loader itself, which /proc/self/exe is then
  char program[PATH_MAX];                 // its own path, so that it keeps its name in lists of processes
  const auto length = ::readlink("/proc/self/exe", program, sizeof program - 1);
  if (length < 0) return;
  program[length] = '\0';
  variables.insert(variables.end(), {spins, nullptr});
  ::execve(program, argv, variables.data());
#endif
}

}  // namespace syncdreamer
