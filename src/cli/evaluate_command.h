#pragma once

namespace CLI {
class App;
}

namespace syncdreamer {

/// Adds `evaluate` with its kinds (`views`, `mesh`): compares results with the truth, prints a table, writes JSON.
void add_evaluate_command(CLI::App& app);

}  // namespace syncdreamer
