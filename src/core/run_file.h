#pragma once

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>

namespace syncdreamer {

/// The run.json in a folder, which tells how its results were made; null if there is none that can be read.
nlohmann::ordered_json read_run(const std::filesystem::path& folder);

/// \throws InputError if a folder has a run.json that none of these commands left: with it the record of other results
/// would be lost.
void check_run_is_of(const std::filesystem::path& folder, std::initializer_list<const char*> commands);

/// Whether a run.json, or null, is of a command such as `create`.
bool is_of_command(const nlohmann::ordered_json& run, const char* command);

}  // namespace syncdreamer
