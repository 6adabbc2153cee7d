#include "cli/creation.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/generate_into.h"
#include "cli/results_folder.h"
#include "core/error.h"
#include "core/option_range.h"
#include "core/options.h"
#include "core/stopwatch.h"
#include "geometry/colmap_model.h"
#include "pipeline/generation_forecast.h"
#include "pipeline/result_files.h"
#include "pipeline/view_source.h"

namespace syncdreamer {
namespace {

using std::filesystem::path;

/// Writes the mesh of views into their folder. \return its figures.
nlohmann::ordered_json write_mesh(const path& folder, Reconstruction result,
                                  const std::vector<ReconstructionView>& views, const ReconstructOptions& options,
                                  const Reporter& reporter) {
  const double seconds = write_reconstruction(folder, result, views, options, reporter);
  write_colmap_points(folder / kColmapFolder, result.colored_mesh);
  result.seconds.emplace_back("files", seconds);
  return reconstruction_to_json(result);
}

/// What became of the meshes of all samples.
struct SampleMeshes {
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
  std::vector<bool> have_mesh;
  std::string failure;         ///< the last one
  bool is_input_fault = true;  ///< whether all failures are
};

/// Makes the meshes of the samples in their folders. \return nothing if it was stopped.
std::optional<SampleMeshes> reconstruct_samples(const std::vector<path>& folders, const Generation& generation,
                                                const ReconstructOptions& options, const Reporter& reporter) {
  SampleMeshes meshes;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    try {
      const std::vector<ReconstructionView> views = ring_views(generation.samples[i], generation.model_options);
      const ViewSource source = generation.source_of(i, options.texture_size);
      auto result = reconstruct_mesh(views, options, reporter, source);
      if (!result) return std::nullopt;
      meshes.figures.push_back(write_mesh(folders[i], *std::move(result), views, options, reporter));
      meshes.have_mesh.push_back(true);
    } catch (const OutputError&) {
      throw;
    } catch (const std::exception& error) {  // whatever it is, the views are there
      remove_reconstruction(folders[i]);
      meshes.failure = sentence_of(error);
      meshes.is_input_fault = meshes.is_input_fault && is_of_input(error);
      meshes.figures.push_back({{"error", meshes.failure}});
      meshes.have_mesh.push_back(false);
    }
  }
  return meshes;
}

/// Gives the arguments what follows from the others. \throws InputError if meshes as asked for need too much memory.
void settle(CreateArguments& arguments, const ModelChoice& model) {
  ReconstructOptions& reconstruction = arguments.reconstruction;
  reconstruction.neus_device = model.compute.device;
  arguments.generation.needs_volume = reconstruction.method == ReconstructionMethod::volume;
  const std::uint64_t limit = cpu_memory_limit(model);
  if (limit > kProgramBytes)
    reconstruction.check_memory(limit - kProgramBytes);  // of less, the views say what they need
}

/// What will be in the output folder of so many views and their meshes.
std::vector<path> planned_creation(const CreateArguments& arguments, std::size_t num_views) {
  std::vector<path> files = planned_generation(arguments.generation, num_views);
  const auto num_samples = static_cast<std::size_t>(arguments.generation.request.options.num_samples);
  for (const path& place : sample_folders({}, num_samples)) {
    const std::vector<path> of_mesh = planned_reconstruction(place, num_views, arguments.reconstruction);
    files.insert(files.end(), of_mesh.begin(), of_mesh.end());
  }
  return files;
}

}  // namespace

void check_ranges(const CreateArguments& arguments, const Reporter& reporter) {
  check_ranges(arguments.generation, reporter);
  arguments.reconstruction.check_ranges();
  const int num_views = arguments.generation.request.options.num_views;
  require_option(num_views < 1 || static_cast<std::size_t>(num_views) >= kMinViews, "--views", num_views,
                 std::to_string(kMinViews) + " or more for a mesh, or 0");
}

double create_object(const std::function<Image()>& read_picture, CreateArguments arguments, ModelSource& models,
                     const Reporter& reporter) {
  const Stopwatch stopwatch;
  const path output = arguments.generation.output;
  settle(arguments, models.choice());
  const auto planned = [&](std::size_t num_views) { return planned_creation(arguments, num_views); };
  ResultsFolder results(output, planned, least_num_views(arguments.generation));
  const Generation generation = generate_into(results, read_picture(), arguments.generation, models, reporter);
  const std::vector<path> places = sample_folders(results.path(), generation.samples.size());
  const auto meshes = reconstruct_samples(places, generation, arguments.reconstruction, reporter);
  if (!meshes || reporter.is_stopped()) results.give_up();
  nlohmann::ordered_json run = generation_to_json("create", arguments.generation, generation, models);
  run["reconstruction"] = options_to_json(arguments.reconstruction);
  run["meshes"] = meshes->figures;
  const double seconds = stopwatch.seconds();
  run["seconds"] = seconds;
  results.hand_over(run);
  if (const auto num_failed = std::ranges::count(meshes->have_mesh, false); num_failed > 0) {
    const std::string sentence = output.string() + ": has the views, but " + std::to_string(num_failed) + " of " +
                                 std::to_string(places.size()) + " samples have no mesh: " + meshes->failure;
    if (meshes->is_input_fault) throw InputError(sentence);
    throw std::runtime_error(sentence);
  }
  return seconds;
}

}  // namespace syncdreamer
