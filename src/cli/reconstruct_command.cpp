#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "cli/results_folder.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/files.h"
#include "core/listed_results.h"
#include "core/machine_memory.h"
#include "core/result_names.h"
#include "core/run_file.h"
#include "core/stopwatch.h"
#include "core/version.h"
#include "geometry/colmap_model.h"
#include "nn/device.h"
#include "pipeline/object_cutter.h"
#include "pipeline/reconstruct_mesh.h"
#include "pipeline/result_files.h"
#include "reconstruct/object_placement.h"

namespace syncdreamer {
namespace {

constexpr const char* kCommand = "reconstruct";
constexpr const char* kMethodDeviceHelp =
    "where the method neus runs: auto (a CUDA device if there is one), cpu, cuda or cuda:NUMBER";

struct ReconstructArguments {
  std::filesystem::path views, output;
  int threads = 0;
  MaskOptions masks;
  ReconstructOptions options;
};

/// The folder of views that may be named by a file in it; the file itself, if it is not one of the folder's results.
std::filesystem::path folder_of(const std::filesystem::path& views) {
  std::error_code absent;
  if (std::filesystem::is_directory(views, absent)) return views;
  const std::filesystem::path folder = (std::filesystem::path(".") / views).parent_path();
  return ListedResults(folder).contains(views.filename()) ? folder : views;
}

/// The run.json in a folder of views, or, where it has none and is one of several samples, in the folder around it.
nlohmann::ordered_json run_of_views(const std::filesystem::path& folder) {
  nlohmann::ordered_json run = read_run(folder);
  const std::filesystem::path real = real_path(folder);
  const bool is_sample = real.filename().string().starts_with(kSamplePrefix);
  return run.is_null() && is_sample ? read_run(real.parent_path()) : run;
}

/// What a run.json beside views says of how they were made; after a reconstruction into the same folder, what that one
/// had found there.
nlohmann::ordered_json origin_of_views(nlohmann::ordered_json run) {
  if (is_of_command(run, kCommand)) return run.value("origin_of_views", nlohmann::ordered_json());
  if (run.is_object()) run.erase("files");  // which the new one lists
  return run;
}

std::filesystem::path points_file() {
  return std::filesystem::path(kColmapFolder) / kColmapPoints;
}

/// Whether the mesh takes the place of that of the same views, whose model for COLMAP has points of the mesh.
bool replaces_mesh_of_views(const ReconstructArguments& arguments) {
  std::error_code absent;
  return std::filesystem::equivalent(folder_of(arguments.views), arguments.output, absent) &&
         ListedResults(arguments.output).contains(points_file()) &&
         std::filesystem::exists(arguments.output / points_file(), absent);
}

/// Whether an earlier result is no part of a mesh, which takes the place of another but not of this.
bool stays_beside_mesh(const std::filesystem::path& file) {
  return file != kRunFile && !is_of_reconstruction(file);
}

/// \throws InputError if the mesh would stand beside views that it is not made of, or results of another kind.
void check_has_no_other_views(const ReconstructArguments& arguments) {
  check_run_is_of(arguments.output, {"create", "generate", kCommand});
  std::error_code absent;  // then reading says so
  if (!std::filesystem::exists(arguments.views, absent)) return;
  if (ListedResults(arguments.output).has_any(stays_beside_mesh) && !lies_in(arguments.output, arguments.views))
    throw InputError(arguments.output, "has other views than these, expected another output folder");
}

nlohmann::ordered_json placement_to_json(const std::optional<ObjectPlacement>& placement) {
  if (!placement) return nullptr;
  const auto& [centre, scale] = *placement;
  return {{"centre", {centre.x, centre.y, centre.z}}, {"scale", scale}};
}

void run(const ReconstructArguments& arguments) {
  const Reporter reporter = console_reporter();
  const Stopwatch stopwatch;
  arguments.options.check_ranges();
  use_threads(arguments.threads);
  if (const std::uint64_t free = available_memory(); free > 0) arguments.options.check_memory(free);
  check_is_of_views(arguments.options.method);
  arguments.masks.check_ranges(reporter);
  check_has_no_other_views(arguments);
  const bool is_neus = arguments.options.method == ReconstructionMethod::neus;
  const at::Device device = is_neus ? device_named(arguments.options.neus_device) : at::Device(at::kCPU);
  const nlohmann::ordered_json earlier_run = run_of_views(folder_of(arguments.views));
  const bool replaces_mesh = replaces_mesh_of_views(arguments);
  if (replaces_mesh && is_of_command(earlier_run, "create"))
    reporter.warn(arguments.output.string() +
                  ": the mesh that create made of these views, perhaps with the model's volume, is replaced");
  std::vector<ReconstructionView> views = read_views(arguments.views, ObjectCutter(arguments.masks), reporter);
  const std::optional<ObjectPlacement> placement = bring_into_unit_cube(views);
  if (placement) reporter.warn(std::string(kObjectWasMoved) + " (run.json: object_placement)");
  catch_interrupts();
  std::vector<std::filesystem::path> planned = planned_reconstruction({}, views.size(), arguments.options);
  if (replaces_mesh) planned.push_back(points_file());
  ResultsFolder results(arguments.output, planned);
  auto result = reconstruct_mesh(views, arguments.options, reporter);
  if (!result) results.give_up();
  write_reconstruction(results.path(), *result, views, arguments.options, reporter);
  if (replaces_mesh) {
    Mesh points = result->colored_mesh;
    if (placement) bring_back(points, *placement);  // to where the cameras beside it stand
    write_colmap_points(results.path() / kColmapFolder, points);
  }
  const nlohmann::ordered_json run{{"command", kCommand},
                                   {"version", kVersion},
                                   {"views", arguments.views.string()},
                                   {"origin_of_views", origin_of_views(earlier_run)},
                                   {"masks", options_to_json(arguments.masks)},
                                   {"options", options_to_json(arguments.options)},
                                   {"device", device.str()},
                                   {"threads", at::get_num_threads()},
                                   {"object_placement", placement_to_json(placement)},
                                   {"mesh", reconstruction_to_json(*result)},
                                   {"seconds", stopwatch.seconds()}};
  results.hand_over(run, stays_beside_mesh);
  reporter.note("mesh of " + std::to_string(result->mesh.triangles.size()) +
                " triangles: " + (arguments.output / kMeshFile).string());
}

}  // namespace

void add_reconstruct_command(CLI::App& app) {
  const auto arguments = std::make_shared<ReconstructArguments>();
  CLI::App* command = app.add_subcommand(kCommand, "Make a textured mesh from views of an object");
  command
      ->add_option(
          "VIEWS", arguments->views,
          "folder with cameras.json, transforms.json or transforms_train.json (nerfstudio's format), or with the views "
          "of a ring as 000.png ..., view-000.png ... or a row 0.png or views.png; or such a row. Of a ring the "
          "cameras are the paper's: evenly spaced from azimuth 0 on, at elevation 30 degrees and distance 1.5")
      ->required();
  command->add_option("-o,--out", arguments->output, "folder of the results")->required();
  add_flag(*command, "--threads", arguments->threads, "CPU threads, 0 for all cores");
  command->add_option("--device", arguments->options.neus_device, kMethodDeviceHelp)->capture_default_str();
  add_flags(*command, arguments->masks);
  add_flags(*command, arguments->options);
  command->remove_option(command->get_option("--picture-colors"));  // there is no input picture
  command->get_option("--method")
      ->description(
          "fast (fitted to the views, some 10 s on a CPU), neus (as the paper; for GPUs), hull (a preview) or auto (as "
          "fast)");
  command->callback([command, arguments] {
    const ReconstructionMethod method = arguments->options.method;
    warn_of_idle_neus_flags(*command, method, console_reporter());
    if (method != ReconstructionMethod::neus && command->count("--device") > 0)
      console_reporter().warn("--device does nothing with --method " + enum_name(method));
    run(*arguments);
  });
}

}  // namespace syncdreamer
