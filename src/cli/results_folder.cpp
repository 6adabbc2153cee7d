#include "cli/results_folder.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json_text.h"
#include "core/result_names.h"

namespace syncdreamer {

void ResultsFolder::give_up() const {
  throw InputError(interruption_message(target_));
}

void ResultsFolder::hand_over(const nlohmann::ordered_json& run) {
  write_json(path() / kRunFile, run);
  deadline_.lift();
  staging_.commit();
}

}  // namespace syncdreamer
