#include "cli/results_folder.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json_text.h"
#include "core/result_names.h"
#include "core/run_file.h"

namespace syncdreamer {

ResultsFolder::ResultsFolder(const std::filesystem::path& target)
    : target_(target), staging_(target), preview_(target / kPreviewName), deadline_(target, staging_, preview_) {
  const nlohmann::ordered_json run = read_run(target);
  had_mesh_ = is_of_command(run, "create") || is_of_command(run, "reconstruct");
  had_results_ = had_mesh_ || is_of_command(run, "generate");
}

void ResultsFolder::give_up() const {
  throw InputError(interruption_message(target_));
}

void ResultsFolder::hand_over(const nlohmann::ordered_json& run) {
  write_json(path() / kRunFile, run);
  deadline_.lift();
  staging_.commit();
}

}  // namespace syncdreamer
