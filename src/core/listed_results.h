#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <vector>

#include "core/staged_folder.h"

namespace syncdreamer {

/// The files in a folder that earlier runs of this program made, as the `files` of run.json list them: its own, those
/// of the samples within it, and of one of several samples that of the folder around it. Nothing else in the folder is
/// replaced or removed by a new run.
class ListedResults {
 public:
  explicit ListedResults(const std::filesystem::path& folder);

  /// Whether a file, a path in the folder, is a result.
  bool contains(const std::filesystem::path& file) const { return files_.contains(file); }

  /// Whether a result that is still there is one of those that `is_such` tells.
  bool has_any(const std::function<bool(const std::filesystem::path& file)>& is_such) const;

  /// \throws InputError if one of `files`, paths in the folder, is there and no result.
  void check_may_replace(const std::vector<std::filesystem::path>& files) const;

  /// Moves staged results into the folder, `run` with the list of them as its run.json, and removes the earlier ones
  /// that are not among them.
  ///
  /// \param staged  of this folder.
  /// \param stays   tells the earlier results that remain results without being made anew.
  /// \throws InputError if a file is in the way that is no result, and as StagedFolder::commit does.
  void replace_by(StagedFolder& staged, nlohmann::ordered_json run,
                  const std::function<bool(const std::filesystem::path& file)>& stays = {}) const;

 private:
  std::filesystem::path folder_;
  std::set<std::filesystem::path> files_;
};

/// \throws InputError if a file to be written is one of those that it is made of, a result of an earlier run or the
/// run.json of one, or if it cannot be written, see check_writable. An empty path is none.
void check_output_file(const std::filesystem::path& output, std::initializer_list<std::filesystem::path> sources = {});

}  // namespace syncdreamer
