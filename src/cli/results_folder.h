#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "cli/interrupt_deadline.h"
#include "cli/preview_file.h"
#include "core/staged_folder.h"

namespace syncdreamer {

/// Results in the making. They appear in their folder all at once, with a run.json; before, a preview may stand there,
/// and an interrupt soon ends the program and leaves nothing of them.
class ResultsFolder {
 public:
  /// \throws InputError if the folder cannot be made or written to.
  explicit ResultsFolder(const std::filesystem::path& target);

  /// Where the results are written until they are handed over.
  const std::filesystem::path& path() const { return staging_.path(); }

  PreviewFile& preview() { return preview_; }

  /// Whether the folder has results of an earlier run, and a mesh among them, as its run.json said: only then may what
  /// is called like them be removed.
  bool had_results() const { return had_results_; }
  bool had_mesh() const { return had_mesh_; }

  /// What is told of work that was stopped. \throws InputError always.
  [[noreturn]] void give_up() const;

  /// Writes run.json and moves everything into the folder, which an interrupt no longer stops.
  void hand_over(const nlohmann::ordered_json& run);

 private:
  std::filesystem::path target_;
  bool had_mesh_, had_results_;
  StagedFolder staging_;
  PreviewFile preview_;
  InterruptDeadline deadline_;
};

}  // namespace syncdreamer
