#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "core/progress.h"

namespace syncdreamer {

enum class JobState { waiting, running, done, failed, stopped };

constexpr auto enum_names(JobState) {
  using enum JobState;
  return std::array{std::pair{waiting, "waiting"}, std::pair{running, "running"}, std::pair{done, "done"},
                    std::pair{failed, "failed"}, std::pair{stopped, "stopped"}};
}

/// What is known of a job at some moment.
struct JobStatus {
  std::string id;    ///< the name of its folder
  std::string name;  ///< of what it is made of, as people know it
  JobState state = JobState::waiting;
  std::string stage = {};  ///< that a running job is in; `num_done` of `num_total` units of it are finished
  std::int64_t num_done = 0, num_total = 0;
  bool is_stopping = false;             ///< whether a running job is asked to stop
  double seconds = 0;                   ///< that it has run
  std::vector<std::string> notes = {};  ///< sentences about what was found or will be needed
  std::vector<std::string> warnings = {};
  std::string error = {};          ///< why it failed
  bool is_server_failure = false;  ///< as where memory or disk did not suffice, whatever was asked for

  bool is_over() const { return state != JobState::waiting && state != JobState::running; }
};

/// Does what a job is there for and leaves its results in a folder, which need not exist.
///
/// \throws std::exception whose first line says why there are no results, also when it is stopped; InputError where
/// others of such a picture and such settings would fail, too, but for OutputError.
using JobWork = std::function<void(const std::filesystem::path& folder, const Reporter& reporter)>;

/// Writes what is known of a job that is over into a hidden file of its folder, by which a later run knows the job, and
/// tells its folder from others that are called alike. Nothing is written where the job has left no folder, or where
/// the disk refuses.
void keep_finished_job(const std::filesystem::path& folder, const JobStatus& status);

/// What was kept of a job in its folder.
///
/// \return nothing if there is no such file, or none that can be read.
std::optional<JobStatus> read_finished_job(const std::filesystem::path& folder);

/// The names of the files that a job's folder has, in order, without those in folders of their own and hidden ones.
std::vector<std::string> files_of_job(const std::filesystem::path& folder);

/// A job as clients are told it, with the names of its results.
nlohmann::ordered_json job_to_json(const JobStatus& status, const std::vector<std::string>& results);

}  // namespace syncdreamer
