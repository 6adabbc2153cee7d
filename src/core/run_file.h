#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace syncdreamer {

/// The run.json in a folder, which tells how its results were made; null if there is none that can be read.
nlohmann::ordered_json read_run(const std::filesystem::path& folder);

/// Whether a run.json, or null, is of a command such as `create`.
bool is_of_command(const nlohmann::ordered_json& run, const char* command);

}  // namespace syncdreamer
