#include "server/job.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/files.h"
#include "core/result_names.h"
#include "core/run_file.h"

namespace syncdreamer {
namespace {

/// A member that is a text, or what stands for it.
std::string text_member(const nlohmann::ordered_json& object, const char* name, const std::string& otherwise) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

/// What the run says of the mesh that it did not make.
std::string failure_of(const nlohmann::ordered_json& run) {
  const auto meshes = run.find("meshes");
  const bool is_told = meshes != run.end() && meshes->is_array() && !meshes->empty() && meshes->front().is_object();
  return is_told ? text_member(meshes->front(), "error", "it has no mesh") : "it has no mesh";
}

}  // namespace

std::optional<JobStatus> read_finished_job(const std::filesystem::path& folder) {
  const nlohmann::ordered_json run = read_run(folder);
  if (!run.is_object()) return std::nullopt;
  JobStatus status{.id = folder.filename().string(), .name = folder.filename().string(), .state = JobState::done};
  status.name = text_member(run, "image", status.name);
  if (const auto seconds = run.find("seconds"); seconds != run.end() && seconds->is_number())
    seconds->get_to(status.seconds);
  std::error_code absent;
  if (!std::filesystem::exists(folder / kMeshFile, absent)) {
    status.state = JobState::failed;
    status.error = failure_of(run);
  }
  return status;
}

std::vector<std::string> result_names(const std::filesystem::path& folder) {
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
  if (!status.error.empty()) json["error"] = status.error;
  json["notes"] = status.notes;
  json["warnings"] = status.warnings;
  json["files"] = results;
  return json;
}

}  // namespace syncdreamer
