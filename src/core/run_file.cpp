#include "core/run_file.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/files.h"
#include "core/result_names.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kMaxRunBytes = 1 << 24;

}  // namespace

nlohmann::ordered_json read_run(const std::filesystem::path& folder) {
  std::error_code absent;
  if (!std::filesystem::is_regular_file(folder / kRunFile, absent)) return nullptr;
  try {
    const auto run = nlohmann::ordered_json::parse(read_file(folder / kRunFile, kMaxRunBytes), nullptr, false);
    return run.is_object() ? run : nullptr;
  } catch (const InputError&) {
    return nullptr;
  }
}

void check_run_is_of(const std::filesystem::path& folder, std::initializer_list<const char*> commands) {
  std::error_code absent;
  if (!std::filesystem::exists(folder / kRunFile, absent)) return;
  const nlohmann::ordered_json run = read_run(folder);
  if (std::ranges::any_of(commands, [&](const char* command) { return is_of_command(run, command); })) return;
  const auto found = run.is_object() ? run.value("command", nlohmann::ordered_json()) : nlohmann::ordered_json();
  throw InputError(folder / kRunFile,
                   "found that of " + (found.is_string() ? "`" + found.get<std::string>() + "`" : "something else") +
                       ", which would be lost; expected another output folder");
}

bool is_of_command(const nlohmann::ordered_json& run, const char* command) {
  return run.is_object() && run.value("command", nlohmann::ordered_json()) == command;
}

}  // namespace syncdreamer
