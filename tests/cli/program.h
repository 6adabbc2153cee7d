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

/// Runs a command line of the shell.
inline ProgramResult run_shell(const std::string& command) {
  std::FILE* const pipe = ::popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  ProgramResult result;
  std::array<char, 4096> part{};
  while (const std::size_t length = std::fread(part.data(), 1, part.size(), pipe))
    result.output.append(part.data(), length);
  const int status = ::pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

/// The program with arguments that hold no quotation marks, as the shell takes it.
inline std::string program_line(const std::vector<std::string>& arguments) {
  std::string line = SYNCDREAMER_PROGRAM;
  for (const std::string& argument : arguments) line.append(" '").append(argument).append("'");
  return line;
}

inline ProgramResult run_program(const std::vector<std::string>& arguments) {
  return run_shell(program_line(arguments));
}

/// Exit codes of the program.
inline constexpr int kDone = 0, kFailed = 1, kWrongUsage = 2;

}  // namespace syncdreamer
