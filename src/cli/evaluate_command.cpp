#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace syncdreamer {

void add_evaluate_command(CLI::App& app) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "Compare results with the truth by the paper's metrics");
  evaluate->require_subcommand(1);
  add_evaluate_views_command(*evaluate);
  add_evaluate_consistency_command(*evaluate);
  add_evaluate_mesh_command(*evaluate);
  add_evaluate_model_command(*evaluate);
}

}  // namespace syncdreamer
