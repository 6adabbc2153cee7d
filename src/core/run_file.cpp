#include "core/run_file.h"

#include <cstddef>
#include <nlohmann/json.hpp>
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

bool is_of_command(const nlohmann::ordered_json& run, const char* command) {
  return run.is_object() && run.value("command", nlohmann::ordered_json()) == command;
}

}  // namespace syncdreamer
