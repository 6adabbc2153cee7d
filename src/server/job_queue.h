#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/folder_lock.h"
#include "core/made_folder.h"
#include "core/stopwatch.h"
#include "server/job.h"

namespace syncdreamer {

/// Jobs that are done one after the other, each into a folder of its own: `0007-cup`. Those of earlier runs are found
/// in their folders and count as over. May be used by several threads at once.
class JobQueue {
 public:
  /// \param folder  of all jobs; is made if it is not there.
  /// \param on_end  is told of every job that is over, by the thread that ends it, so by several at once; may be empty.
  /// \throws InputError if the folder cannot be made, or another program uses it as this one does.
  explicit JobQueue(std::filesystem::path folder, std::function<void(const JobStatus&)> on_end = {});

  ~JobQueue() { finish(); }
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// Adds a job. \return its id, or nothing if kMaxWaiting are waiting already or the queue is closed.
  ///
  /// \param name  of what it is made of, such as a picture's file; the id holds what a folder's name can have of it.
  std::optional<std::string> add(const std::string& name, JobWork work);

  /// What is known of every job, the newest first.
  std::vector<JobStatus> all() const;

  /// What is known of a job; nothing if there is none of this id.
  std::optional<JobStatus> find(const std::string& id) const;

  /// The same when it is over; or, if it is removed or the queue closed before, nothing.
  std::optional<JobStatus> wait_for(const std::string& id);

  /// Of all jobs: each has its results in a folder there, named by its id.
  const std::filesystem::path& folder() const { return folder_; }

  bool is_closed() const;

  /// Whether no further job would be taken.
  bool is_full() const;

  /// Asks a job to stop that waits or runs. \return false if there is no job of this id.
  bool stop(const std::string& id);

  /// What became of a job that was to be removed.
  enum class Removal { removed, is_not_over, is_absent };

  /// Forgets a job that is over, and removes its folder. \throws InputError if that cannot be removed.
  Removal remove(const std::string& id);

  /// Takes no more jobs, and asks all to stop.
  void close();

  /// The same, and waits for the job that runs.
  void finish();

  static constexpr std::size_t kMaxWaiting = 32;

 private:
  struct Job {
    JobStatus status;
    JobWork work;  ///< empty once it is over
    bool must_stop = false;
    Stopwatch stopwatch = {};  ///< since it runs

    const std::string& id() const { return status.id; }
  };

  void find_earlier_jobs();
  void run_jobs();
  void run(Job& job);
  Reporter reporter_of(Job& job);
  void end(Job& job, const JobStatus& status);
  bool takes_no_more() const;
  static JobStatus status_of(const Job& job);

  const std::filesystem::path folder_;
  const std::function<void(const JobStatus&)> on_end_;
  const MadeFolder made_folder_;
  const FolderLock lock_;
  mutable std::mutex mutex_;  ///< of everything below
  std::condition_variable changed_;
  std::list<Job> jobs_;  ///< the oldest first; a job that runs is not removed
  std::size_t next_number_ = 1;
  bool is_closed_ = false;
  std::thread worker_;
};

}  // namespace syncdreamer
