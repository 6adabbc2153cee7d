#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "cli/interrupt_deadline.h"
#include "cli/preview_file.h"
#include "core/staged_folder.h"

namespace syncdreamer {

/// Results in the making. They appear in their folder all at once, with a run.json; before, a preview may stand there,
/// and an interrupt soon ends the program and leaves nothing of them. Of what is in the folder already only results of
/// earlier runs are replaced or removed (see ListedResults).
class ResultsFolder {
 public:
  /// \param planned  files that will be among the results, as far as they are known before the work.
  /// \throws InputError if the folder cannot be made or written to, or what is no result is in the way.
  ResultsFolder(const std::filesystem::path& target, const std::vector<std::filesystem::path>& planned);

  /// Looks again when more is known. \throws InputError if what is no result is in the way.
  void check_has_room(const std::vector<std::filesystem::path>& planned) const;

  /// Where the results are written until they are handed over.
  const std::filesystem::path& path() const { return staging_.path(); }

  PreviewFile& preview() { return preview_; }

  /// What is told of work that was stopped. \throws InputError always.
  [[noreturn]] void give_up() const;

  /// Moves everything into the folder, with `run` as its run.json, and removes earlier results but for those that stay.
  /// An interrupt no longer stops this.
  void hand_over(const nlohmann::ordered_json& run,
                 const std::function<bool(const std::filesystem::path& file)>& stays = {});

 private:
  std::filesystem::path target_;
  StagedFolder staging_;
  PreviewFile preview_;
  InterruptDeadline deadline_;
};

}  // namespace syncdreamer
