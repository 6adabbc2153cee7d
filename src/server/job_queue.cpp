#include "server/job_queue.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "core/printable.h"
#include "core/zero_padded.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kNumberDigits = 4, kMaxNameLength = 40;

/// Whether a text is UTF-8, as everything that JSON tells must be.
bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

/// What a folder may be called after a file: its name without the extension, of ASCII only letters, in lower case, and
/// digits, anything else as `-`; other characters as they are.
std::string folder_name(const std::string& file) {
  const std::string stem = printable(std::filesystem::path(file).stem().string());
  const bool has_others = is_utf8(stem);
  std::string name;
  for (const char letter : stem) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80 ? has_others : std::isalnum(byte) != 0) {
      name += byte >= 0x80 ? letter : static_cast<char>(std::tolower(byte));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name.resize(character_start(name, std::min(name.size(), kMaxNameLength)));
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "object" : name;
}

/// A sentence for clients, who are not to know where on the machine the jobs' folder is: paths in it lose their
/// beginning.
std::string without_folder(std::string sentence, const std::filesystem::path& folder) {
  constexpr std::string_view kBeforePaths = " '\"(";
  for (const std::filesystem::path& form : {folder, std::filesystem::absolute(folder)}) {
    const std::string beginning = (form / "").string();
    for (std::size_t at = sentence.find(beginning); at != std::string::npos; at = sentence.find(beginning, at + 1)) {
      const bool is_path = at == 0 || kBeforePaths.find(sentence[at - 1]) != std::string_view::npos;
      if (is_path) sentence.erase(at, beginning.size());
    }
  }
  return sentence;
}

/// The number that a job's folder begins with; 0 if it is none.
std::size_t number_of(const std::string& id) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  return error == std::errc() && end != id.data() + id.size() && *end == '-' ? number : 0;
}

}  // namespace

JobQueue::JobQueue(std::filesystem::path folder, std::function<void(const JobStatus&)> on_end)
    : folder_(std::move(folder)), on_end_(std::move(on_end)), made_folder_(folder_), lock_(folder_) {
  find_earlier_jobs();
  worker_ = std::thread([this] { run_jobs(); });
}

void JobQueue::finish() {
  close();
  if (worker_.joinable()) worker_.join();
}

void JobQueue::find_earlier_jobs() {
  for (const std::filesystem::path& entry : readable_entries_of(folder_)) {
    const std::size_t number = number_of(entry.filename().string());
    if (number == 0) continue;
    next_number_ = std::max(next_number_, number + 1);
    if (auto status = read_finished_job(entry)) jobs_.push_back({.status = std::move(*status), .work = {}});
  }
  jobs_.sort([](const Job& a, const Job& b) { return number_of(a.status.id) < number_of(b.status.id); });
}

bool JobQueue::takes_no_more() const {
  const auto is_waiting = [](const Job& job) { return job.status.state == JobState::waiting; };
  return is_closed_ || std::count_if(jobs_.begin(), jobs_.end(), is_waiting) >= std::ptrdiff_t{kMaxWaiting};
}

bool JobQueue::is_closed() const {
  const std::scoped_lock lock(mutex_);
  return is_closed_;
}

bool JobQueue::is_full() const {
  const std::scoped_lock lock(mutex_);
  return takes_no_more();
}

std::optional<std::string> JobQueue::add(const std::string& name, JobWork work) {
  const std::scoped_lock lock(mutex_);
  if (takes_no_more()) return std::nullopt;
  const std::string id = zero_padded(next_number_++, kNumberDigits) + "-" + folder_name(name);
  jobs_.push_back({.status = {.id = id, .name = name}, .work = std::move(work)});
  changed_.notify_all();
  return id;
}

std::vector<JobStatus> JobQueue::all() const {
  const std::scoped_lock lock(mutex_);
  std::vector<JobStatus> statuses;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) statuses.push_back(status_of(*job));
  return statuses;
}

std::optional<JobStatus> JobQueue::find(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto job = std::ranges::find(jobs_, id, &Job::id);
  return job == jobs_.end() ? std::nullopt : std::optional(status_of(*job));
}

std::optional<JobStatus> JobQueue::wait_for(const std::string& id) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto job = std::ranges::find(jobs_, id, &Job::id);
    if (job == jobs_.end()) return std::nullopt;
    if (job->status.is_over()) return job->status;
    if (is_closed_) return std::nullopt;
    changed_.wait(lock);
  }
}

bool JobQueue::stop(const std::string& id) {
  std::unique_lock lock(mutex_);
  const auto job = std::ranges::find(jobs_, id, &Job::id);
  if (job == jobs_.end()) return false;
  job->must_stop = true;
  if (job->status.state != JobState::waiting) return true;
  JobStatus status = job->status;
  status.state = JobState::stopped;
  end(*job, status);
  lock.unlock();
  if (on_end_) on_end_(status);
  return true;
}

JobQueue::Removal JobQueue::remove(const std::string& id) {
  std::unique_lock lock(mutex_);
  const auto job = std::ranges::find(jobs_, id, &Job::id);
  if (job == jobs_.end()) return Removal::is_absent;
  if (!job->status.is_over()) return Removal::is_not_over;
  std::list<Job> removed;
  removed.splice(removed.end(), jobs_, job);
  changed_.notify_all();
  lock.unlock();  // nobody is to wait for the disk
  std::error_code failure;
  std::filesystem::remove_all(folder_ / id, failure);
  if (!failure) return Removal::removed;
  lock.lock();
  jobs_.splice(std::ranges::find_if(jobs_, [&](const Job& other) { return number_of(other.id()) > number_of(id); }),
               removed);
  throw InputError(id, "cannot be removed: " + failure.message());
}

void JobQueue::close() {
  const std::scoped_lock lock(mutex_);
  is_closed_ = true;
  for (Job& job : jobs_) job.must_stop = true;
  changed_.notify_all();
}

void JobQueue::run_jobs() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto next =
        std::find_if(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.status.state == JobState::waiting; });
    if (is_closed_) return;
    if (next == jobs_.end()) {
      changed_.wait(lock);
      continue;
    }
    next->status.state = JobState::running;
    next->stopwatch.restart();
    lock.unlock();
    run(*next);
    lock.lock();
  }
}

void JobQueue::run(Job& job) {
  const Reporter reporter = reporter_of(job);
  JobState state = JobState::done;
  std::string error;
  bool is_server_failure = false;
  try {
    job.work(folder_ / job.status.id, reporter);
  } catch (const std::exception& failure) {
    const bool was_stopped = reporter.is_stopped();
    state = was_stopped ? JobState::stopped : JobState::failed;
    error = was_stopped ? "" : without_folder(sentence_of(failure), folder_);
    is_server_failure = !was_stopped && !is_of_input(failure);
  }
  std::unique_lock lock(mutex_);
  JobStatus status = status_of(job);
  lock.unlock();
  status.state = state;
  status.error = error;
  status.is_server_failure = is_server_failure;
  status.stage.clear();
  status.is_stopping = false;
  keep_finished_job(folder_ / status.id, status);
  lock.lock();
  end(job, status);
  lock.unlock();
  if (on_end_) on_end_(status);
}

Reporter JobQueue::reporter_of(Job& job) {
  return {.on_progress =
              [&](std::string_view stage, std::int64_t done, std::int64_t total) {
                const std::scoped_lock lock(mutex_);
                job.status.stage = stage;
                job.status.num_done = done;
                job.status.num_total = total;
              },
          .on_note =
              [&](std::string_view sentence) {
                const std::scoped_lock lock(mutex_);
                job.status.notes.emplace_back(sentence);
              },
          .on_warning =
              [&](std::string_view sentence) {
                const std::scoped_lock lock(mutex_);
                job.status.warnings.emplace_back(sentence);
              },
          .should_stop =
              [&] {
                const std::scoped_lock lock(mutex_);
                return job.must_stop;
              }};
}

void JobQueue::end(Job& job, const JobStatus& status) {
  job.status = status;
  job.work = {};
  changed_.notify_all();
}

JobStatus JobQueue::status_of(const Job& job) {
  JobStatus status = job.status;
  if (status.state == JobState::running) {
    status.is_stopping = job.must_stop;
    status.seconds = job.stopwatch.seconds();
  }
  return status;
}

}  // namespace syncdreamer
