#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/folder_lock.h"
#include "core/progress.h"
#include "image/image.h"

namespace syncdreamer {

/// The output folder of a training: where its files are, and who writes them.
class TrainingFolder {
 public:
  /// \param writes  whether this process writes. Then the folder is made, other trainings are kept out of it, and what
  /// one that was killed while it wrote has left is removed.
  /// \throws InputError if the folder cannot be made, or another program trains into it.
  TrainingFolder(std::filesystem::path path, bool writes);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path checkpoint() const { return path_ / "checkpoint.safetensors"; }
  std::filesystem::path model() const { return path_ / "model.safetensors"; }
  std::filesystem::path log() const { return path_ / "log.csv"; }
  std::filesystem::path validation() const { return path_ / "validation.csv"; }

  bool has_checkpoint() const { return std::filesystem::exists(checkpoint()); }

  /// Whether the training was cut between writing its checkpoint and the model of the same step.
  bool lacks_model() const;

  /// Warns of results that a training will replace that has no checkpoint to go on from.
  void warn_of_replaced(const Reporter& reporter) const;

  void write_sheet(std::int64_t step, const Image& picture) const;

  /// As the tables lose the lines of later steps, which were of another training or will be taken again.
  void remove_sheets_after(std::int64_t step) const;

 private:
  std::filesystem::path sheet(std::int64_t step) const;

  std::filesystem::path path_;
  std::optional<FolderLock> lock_;
};

}  // namespace syncdreamer
