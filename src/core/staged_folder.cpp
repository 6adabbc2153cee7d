#include "core/staged_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/result_names.h"

namespace syncdreamer {
namespace {

const std::string kStaging = ".partial-";

/// Whether files can be renamed from one folder into the other.
bool are_on_one_disk(const std::filesystem::path& a, const std::filesystem::path& b) {
  struct stat of_a = {}, of_b = {};
  if (::stat(a.c_str(), &of_a) != 0 || ::stat(b.c_str(), &of_b) != 0) return true;  // then rename says what is wrong
  return of_a.st_dev == of_b.st_dev;
}

/// Whether a program, perhaps of another machine, holds a folder; true where that cannot be told.
bool is_locked(const std::filesystem::path& folder) {
  try {
    return !FolderLock(folder).is_held();
  } catch (const InputError&) {
    return true;
  }
}

}  // namespace

StagedFolder::StagedFolder(std::filesystem::path target) : target_(std::move(target)), made_target_(target_) {
  remove_abandoned();
  make_staging();
}

void StagedFolder::make_staging() {
  const std::string name = kStaging + std::to_string(::getpid());
  std::error_code ignored;
  staging_ = target_ / name;
  const auto is_taken = [&] {  // a killed program that had this number has left what it may be another user's
    if (!std::filesystem::exists(staging_, ignored)) return false;
    if (!is_locked(staging_)) std::filesystem::remove_all(staging_, ignored);
    return std::filesystem::exists(staging_, ignored);
  };
  for (int number = 2; is_taken(); ++number) staging_ = target_ / (name + "-" + std::to_string(number));
  make_folder(staging_);
  lock_.emplace(staging_);
}

void StagedFolder::remove_abandoned() const {
  std::error_code ignored;
  for (const std::filesystem::path& entry : readable_entries_of(target_)) {
    const std::string name = entry.filename().string();
    if (!name.starts_with(kStaging)) continue;
    const int process = std::atoi(name.c_str() + kStaging.size());
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH && !is_locked(entry))
      std::filesystem::remove_all(entry, ignored);
  }
}

StagedFolder::~StagedFolder() {
  discard();
}

void StagedFolder::discard() noexcept {
  std::error_code ignored;
  // What another thread finishes meanwhile gets its last name, and may be missed the first time.
  for (int time = 0; time < 3 && std::filesystem::exists(staging_, ignored); ++time)
    std::filesystem::remove_all(staging_, ignored);
  made_target_.remove_if_empty();
}

void StagedFolder::check_can_be_placed(const std::filesystem::path& file) const {
  std::error_code unreadable;  // then rename says so
  if (std::filesystem::is_directory(target_ / file, unreadable))
    throw InputError(target_ / file, "found a folder, expected a file to be written; nothing was written");
  for (std::filesystem::path folder = file.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    const std::filesystem::file_status found = std::filesystem::status(target_ / folder, unreadable);
    if (std::filesystem::exists(found) && !std::filesystem::is_directory(found))
      throw InputError(target_ / folder, "found a file, expected a folder for results; nothing was written");
    if (std::filesystem::exists(found) && !are_on_one_disk(target_ / folder, staging_))
      throw InputError(target_ / folder, "is on another disk than the folder around it; nothing was written");
    if (std::filesystem::exists(found) && ::access((target_ / folder).c_str(), W_OK | X_OK) != 0)
      throw OutputError(target_ / folder, "cannot be written to; nothing was written");
  }
}

void StagedFolder::commit() {
  std::vector<std::filesystem::path> files = files_under(staging_);
  for (std::filesystem::path& file : files) file = file.lexically_relative(staging_);
  for (const std::filesystem::path& file : files) check_can_be_placed(file);
  std::stable_partition(files.begin(), files.end(), [](const auto& file) { return file != kRunFile; });
  for (const std::filesystem::path& file : files) {
    make_folder((target_ / file).parent_path());
    std::error_code error;
    std::filesystem::rename(staging_ / file, target_ / file, error);
    if (error) throw OutputError(target_ / file, "cannot be written (" + error.message() + ")");
  }
}

}  // namespace syncdreamer
