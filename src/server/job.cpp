#include "server/job.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/files.h"
#include "core/json_text.h"

namespace syncdreamer {
namespace {

constexpr const char* kJobFile = ".job";

}  // namespace

void keep_finished_job(const std::filesystem::path& folder, const JobStatus& status) {
  std::error_code absent;
  if (!std::filesystem::is_directory(folder, absent)) return;
  try {
    write_json(folder / kJobFile, job_to_json(status, {}));
  } catch (const std::exception&) {  // the job is done, but a later run will not know it
  }
}

std::optional<JobStatus> read_finished_job(const std::filesystem::path& folder) {
  try {
    const auto json = nlohmann::json::parse(read_file(folder / kJobFile));
    JobStatus status{.id = folder.filename().string(), .name = json.at("name")};
    json.at("state").get_to(status.state);
    json.at("seconds").get_to(status.seconds);
    json.at("notes").get_to(status.notes);
    json.at("warnings").get_to(status.warnings);
    status.error = json.value("error", "");
    return status.is_over() ? std::optional(status) : std::nullopt;
  } catch (const std::exception&) {  // no such file, or of something else
    return std::nullopt;
  }
}

std::vector<std::string> files_of_job(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const std::filesystem::path& entry : readable_entries_of(folder)) {
    const std::string name = entry.filename().string();
    std::error_code gone;
    if (!name.starts_with('.') && std::filesystem::is_regular_file(entry, gone)) names.push_back(name);
  }
  return names;
}

nlohmann::ordered_json job_to_json(const JobStatus& status, const std::vector<std::string>& results) {
  nlohmann::ordered_json json{
      {"id", status.id}, {"name", status.name}, {"state", enum_name(status.state)}, {"seconds", status.seconds}};
  if (!status.stage.empty())
    json.update({{"stage", status.stage}, {"done", status.num_done}, {"total", status.num_total}});
  if (status.is_stopping) json["stopping"] = true;
  if (!status.error.empty()) json["error"] = status.error;
  json["notes"] = status.notes;
  json["warnings"] = status.warnings;
  json["files"] = results;
  return json;
}

}  // namespace syncdreamer
