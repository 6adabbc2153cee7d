#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace syncdreamer {

/// How a run of the program ended.
struct ProgramResult {
  int exit_code = 0;
  std::string output;  ///< standard output and standard error
};

/// Runs the program with arguments that hold no quotation marks.
inline ProgramResult run_program(const std::vector<std::string>& arguments) {
  std::string command = SYNCDREAMER_PROGRAM;
  for (const std::string& argument : arguments) command.append(" '").append(argument).append("'");
  std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  ProgramResult result;
  std::array<char, 4096> part{};
  while (const size_t length = std::fread(part.data(), 1, part.size(), pipe)) result.output.append(part.data(), length);
  const int status = ::pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

/// Exit codes of the program.
inline constexpr int kDone = 0, kFailed = 1, kWrongUsage = 2;

}  // namespace syncdreamer
