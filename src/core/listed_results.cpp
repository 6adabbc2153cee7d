#include "core/listed_results.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/result_names.h"
#include "core/run_file.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

constexpr const char* kFiles = "files";

bool has_run(const nlohmann::ordered_json& run) {
  return run.is_object() && run.contains("command");
}

/// Whether it names a file within a folder, also if links in it are followed.
bool is_inside(const path& file, const path& folder) {
  return file.is_relative() && file.has_filename() && file == file.lexically_normal() && *file.begin() != ".." &&
         lies_in(folder, (folder / file).parent_path());
}

/// What the run.json of a folder lists, and itself.
std::set<path> own_results(const path& folder) {
  const nlohmann::ordered_json run = read_run(folder);
  if (!has_run(run)) return {};
  std::set<path> files{kRunFile};
  for (const auto& file : run.value(kFiles, nlohmann::ordered_json::array())) {
    if (file.is_string() && is_inside(file.get<std::string>(), folder)) files.insert(file.get<std::string>());
  }
  return files;
}

/// Whether a folder within one of results is that of one of several samples, whose run.json belongs to the same
/// results. Of others, such as `masks`, it would be that of something else.
bool is_sample(const path& folder) {
  return folder.string().starts_with(kSamplePrefix);
}

/// The same, with those of the samples in it.
std::set<path> results_within(const path& folder) {
  std::set<path> files = own_results(folder), inner_folders;
  for (const path& file : files) {
    if (file.has_parent_path() && is_sample(*file.begin())) inner_folders.insert(*file.begin());
  }
  for (const path& inner : inner_folders) {
    for (const path& file : own_results(folder / inner)) files.insert(inner / file);
  }
  return files;
}

/// Those of the folder around a sample's that lie in it.
std::set<path> results_from_around(const path& folder) {
  const path real = real_path(folder);
  std::set<path> files;
  if (!is_sample(real.filename())) return files;
  for (const path& file : own_results(real.parent_path())) {
    if (file.has_parent_path() && *file.begin() == real.filename())
      files.insert(file.lexically_relative(real.filename()));
  }
  return files;
}

/// Removes a file of a folder, and folders in it that are then empty.
void remove_result(const path& folder, path file) {
  std::error_code ignored;  // what cannot be removed stays
  for (; !file.empty(); file = file.parent_path()) {
    if (!std::filesystem::remove(folder / file, ignored)) return;
  }
}

}  // namespace

ListedResults::ListedResults(const path& folder) : folder_(folder), files_(results_within(folder)) {
  files_.merge(results_from_around(folder));
}

bool ListedResults::has_any(const std::function<bool(const path& file)>& is_such) const {
  std::error_code unreadable;
  return std::ranges::any_of(
      files_, [&](const path& file) { return is_such(file) && std::filesystem::exists(folder_ / file, unreadable); });
}

void ListedResults::check_may_replace(const std::vector<path>& files) const {
  std::error_code unreadable;  // then writing says so
  for (const path& file : files) {
    if (contains(file) || !std::filesystem::exists(folder_ / file, unreadable)) continue;
    const nlohmann::ordered_json run = read_run(folder_);
    const bool is_old = has_run(run) && !run.contains(kFiles);
    throw InputError(folder_ / file,
                     std::string("is in the way of a result, and ") +
                         (is_old ? "run.json, of another command or of an earlier version, lists no results"
                                 : "no run.json lists it as one") +
                         "; expected another output folder");
  }
}

void ListedResults::replace_by(StagedFolder& staged, nlohmann::ordered_json run,
                               const std::function<bool(const path& file)>& stays) const {
  std::set<path> results;
  for (const path& file : files_under(staged.path())) results.insert(file.lexically_relative(staged.path()));
  results.insert(kRunFile);
  check_may_replace({results.begin(), results.end()});
  for (const path& file : files_) {
    std::error_code unreadable;
    if (stays && stays(file) && std::filesystem::exists(folder_ / file, unreadable)) results.insert(file);
  }
  for (const path& file : results) {
    if (file != kRunFile) run[kFiles].push_back(file.string());
  }
  write_json(staged.path() / kRunFile, run);
  staged.commit();
  for (const path& file : files_) {
    if (!results.contains(file)) remove_result(folder_, file);
  }
}

void check_output_file(const path& output, std::initializer_list<path> sources) {
  if (output.empty()) return;
  std::error_code absent;
  for (const path& source : sources) {
    if (std::filesystem::equivalent(source, output, absent))
      throw InputError(output, "would be replaced by what is made of it, expected another output file");
  }
  const path file = real_path(output);
  path folder = file;
  while (folder.has_relative_path()) {
    folder = folder.parent_path();
    if (own_results(folder).contains(file.lexically_relative(folder)))
      throw InputError(output,
                       "is a result that " + (folder / kRunFile).string() + " tells of, expected another output file");
  }
  check_writable(output);
}

}  // namespace syncdreamer
