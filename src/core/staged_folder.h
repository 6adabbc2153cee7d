#pragma once

#include <filesystem>
#include <optional>

#include "core/folder_lock.h"
#include "core/made_folder.h"

namespace syncdreamer {

/// A folder of results that appears all at once: files are written into `path()`, a hidden folder inside the target,
/// and move into the target on `commit`. Without commit nothing of them remains, nor the target if it was not there
/// before and nothing else came into it.
class StagedFolder {
 public:
  /// \throws InputError if the target cannot be made or written to.
  explicit StagedFolder(std::filesystem::path target);
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  const std::filesystem::path& path() const { return staging_; }

  /// Removes what was written, as if without commit; for a program that ends at once.
  void discard() noexcept;

  /// Moves everything into the target, replacing files of the same names, run.json last: where it is new, all is.
  /// \throws InputError if that fails; files that were moved before then stay.
  void commit();

 private:
  /// Removes what killed programs have left in the target.
  void remove_abandoned() const;
  /// Makes the staging folder. Another program may have this one's process number: on another machine, in a container.
  void make_staging();
  /// \throws InputError if what is in the target leaves no place for `file`, a path in it.
  void check_can_be_placed(const std::filesystem::path& file) const;

  std::filesystem::path target_;
  MadeFolder made_target_;
  std::filesystem::path staging_;
  std::optional<FolderLock> lock_;  ///< of the staging folder: tells others that it is not abandoned
};

}  // namespace syncdreamer
