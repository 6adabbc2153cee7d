#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/earlier_results.h"
#include "cli/generation.h"
#include "cli/interrupt_deadline.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "core/files.h"
#include "core/json_text.h"
#include "core/option_range.h"
#include "core/staged_folder.h"
#include "core/stopwatch.h"
#include "geometry/colmap_model.h"
#include "pipeline/reconstruct_mesh.h"
#include "pipeline/result_files.h"

namespace syncdreamer {
namespace {

struct CreateArguments {
  GenerationArguments generation;
  ReconstructOptions reconstruction;
};

/// Makes a mesh of the views that stand in a folder, and writes it there. \return its figures.
nlohmann::ordered_json reconstruct_in(const std::filesystem::path& folder, const ScalarGrid& occupancy,
                                      const CreateArguments& arguments, const Reporter& reporter) {
  const std::vector<ReconstructionView> views = read_view_set(folder);
  auto result = reconstruct_mesh(views, arguments.reconstruction, reporter, interrupted, occupancy);
  if (!result) throw InputError(interruption_message(arguments.generation.output));
  const double seconds = write_reconstruction(folder, *result, views, arguments.reconstruction.turntable);
  write_colmap_points(folder / kColmapFolder, result->colored_mesh);
  result->seconds.emplace_back("files", seconds);
  return reconstruction_to_json(*result);
}

void run(CreateArguments arguments) {
  arguments.reconstruction.neus_device = arguments.generation.compute.device;
  arguments.generation.needs_volume = arguments.reconstruction.method == ReconstructionMethod::volume;
  const Stopwatch stopwatch;
  const Reporter reporter = console_reporter();
  arguments.reconstruction.check_ranges();
  const int num_views = arguments.generation.options.num_views;
  require_option(num_views < 1 || num_views >= 3, "--views", num_views, "3 or more for a mesh, or 0");
  check_masks_are_results(arguments.generation.output);
  catch_interrupts();
  StagedFolder folder(arguments.generation.output);
  PreviewFile preview(arguments.generation.output / kPreviewName);
  InterruptDeadline deadline(arguments.generation.output, folder, &preview);
  const Generation generation = generate_from_file(arguments.generation, preview, reporter);
  nlohmann::ordered_json run{{"command", "create"}};
  run.update(generation_to_json(arguments.generation, generation));
  run["reconstruction"] = options_to_json(arguments.reconstruction);
  const std::vector<std::filesystem::path> places = write_generation(folder.path(), generation);
  std::vector<std::filesystem::path> without_mesh;
  std::string failure;
  for (std::size_t i = 0; i < places.size(); ++i) {
    try {
      run["meshes"].push_back(reconstruct_in(places[i], generation.samples[i].occupancy, arguments, reporter));
    } catch (const InputError& error) {
      if (interrupted()) throw;
      failure = error.what();
      run["meshes"].push_back({{"error", failure}});
      without_mesh.push_back(arguments.generation.output / places[i].lexically_relative(folder.path()));
    }
  }
  const double seconds = stopwatch.seconds();
  run["seconds"] = seconds;
  write_file(folder.path() / "run.json", json_text(run, 2) + "\n");
  deadline.lift();
  folder.commit();
  remove_further_views(arguments.generation.output, generation.samples);
  remove_further_masks(arguments.generation.output, generation.samples);
  remove_reconstructions(without_mesh);  // of earlier views
  if (!failure.empty())
    throw InputError(arguments.generation.output, "has the views, but " + std::to_string(without_mesh.size()) + " of " +
                                                      std::to_string(places.size()) +
                                                      " samples have no mesh: " + failure);
  std::fprintf(stderr, "views and mesh in %s: %s\n", duration_text(seconds).c_str(),
               arguments.generation.output.c_str());
}

}  // namespace

void add_create_command(CLI::App& app) {
  const auto arguments = std::make_shared<CreateArguments>();
  CLI::App* command = app.add_subcommand("create", "Make a textured mesh of an object from one picture");
  add_generation_flags(*command, arguments->generation);
  add_flags(*command, arguments->reconstruction);
  command->callback([arguments] {
    for_each_picture(arguments->generation, [&](const GenerationArguments& picture) {
      run({picture, arguments->reconstruction});
    });
  });
}

}  // namespace syncdreamer
