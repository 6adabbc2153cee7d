#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "cli/interrupt_deadline.h"
#include "cli/preview_file.h"
#include "core/result_names.h"
#include "core/staged_folder.h"

namespace syncdreamer {

/// Results in the making. They appear in their folder all at once, with a run.json; before, a preview may stand there,
/// and an interrupt soon ends the program and leaves nothing of them.
class ResultsFolder {
 public:
  /// \throws InputError if the folder cannot be made or written to.
  explicit ResultsFolder(const std::filesystem::path& target)
      : target_(target), staging_(target), preview_(target / kPreviewName), deadline_(target, staging_, preview_) {}

  /// Where the results are written until they are handed over.
  const std::filesystem::path& path() const { return staging_.path(); }

  PreviewFile& preview() { return preview_; }

  /// What is told of work that was stopped. \throws InputError always.
  [[noreturn]] void give_up() const;

  /// Writes run.json and moves everything into the folder, which an interrupt no longer stops.
  void hand_over(const nlohmann::ordered_json& run);

 private:
  std::filesystem::path target_;
  StagedFolder staging_;
  PreviewFile preview_;
  InterruptDeadline deadline_;
};

}  // namespace syncdreamer
