#pragma once

namespace CLI {
class App;
}  // namespace CLI

/// The commands of the program, one a file (`<name>_command.cpp`). Each function adds its subcommand, whose callback
/// does the work; errors are thrown and caught in main.
namespace syncdreamer {

void add_create_command(CLI::App& app);
void add_generate_command(CLI::App& app);
void add_reconstruct_command(CLI::App& app);
void add_render_command(CLI::App& app);
void add_objects_command(CLI::App& app);
void add_train_command(CLI::App& app);
void add_evaluate_command(CLI::App& app);
void add_inspect_command(CLI::App& app);
void add_convert_command(CLI::App& app);
void add_serve_command(CLI::App& app);

// What `evaluate` is followed by.
void add_evaluate_views_command(CLI::App& evaluate);
void add_evaluate_consistency_command(CLI::App& evaluate);
void add_evaluate_mesh_command(CLI::App& evaluate);
void add_evaluate_model_command(CLI::App& evaluate);

}  // namespace syncdreamer
