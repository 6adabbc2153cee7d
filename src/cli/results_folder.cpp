#include "cli/results_folder.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/listed_results.h"
#include "core/result_names.h"
#include "core/run_file.h"

namespace syncdreamer {
namespace {

const std::filesystem::path& checked(const std::filesystem::path& target, std::vector<std::filesystem::path> planned) {
  planned.emplace_back(kRunFile);
  ListedResults(target).check_may_replace(planned);
  check_run_is_of(target, {"create", "generate", "reconstruct"});
  return target;
}

}  // namespace

ResultsFolder::ResultsFolder(const std::filesystem::path& target, const std::vector<std::filesystem::path>& planned)
    : target_(checked(target, planned)),
      staging_(target),
      preview_(target / kPreviewName),
      deadline_(target, staging_, preview_) {}

void ResultsFolder::check_has_room(const std::vector<std::filesystem::path>& planned) const {
  ListedResults(target_).check_may_replace(planned);
}

void ResultsFolder::give_up() const {
  throw InputError(interruption_message(target_));
}

void ResultsFolder::hand_over(const nlohmann::ordered_json& run,
                              const std::function<bool(const std::filesystem::path& file)>& stays) {
  deadline_.lift();
  ListedResults(target_).replace_by(staging_, run, stays);
}

}  // namespace syncdreamer
