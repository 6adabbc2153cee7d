#include "cli/creation.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/results_folder.h"
#include "cli/threads.h"
#include "core/error.h"
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
  write_reconstruction(folder, result, views, options, reporter);
  write_colmap_points(folder / kColmapFolder, result.colored_mesh);
  return reconstruction_to_json(result);
}

/// What became of the meshes of all samples.
struct SampleMeshes {
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
  std::size_t num_failed = 0;
  std::string failure;         ///< the last one
  bool is_input_fault = true;  ///< whether all failures are
};

/// Makes the meshes of the samples in their folders. \return nothing if it was stopped.
std::optional<SampleMeshes> reconstruct_samples(const std::vector<path>& folders, const Generation& generation,
                                                const ReconstructOptions& options, const Reporter& reporter) {
  SampleMeshes meshes;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    try {
      const std::vector<ReconstructionView> views = reconstruction_views(generation.samples[i]);
      const ViewSource source = generation.source_of(i, options.texture_size);
      auto result = reconstruct_mesh(views, options, reporter, source);
      if (!result) return std::nullopt;
      meshes.figures.push_back(write_mesh(folders[i], *std::move(result), views, options, reporter));
    } catch (const OutputError&) {
      throw;
    } catch (const std::exception& error) {  // whatever it is, the views are there
      remove_reconstruction(folders[i]);
      meshes.failure = sentence_of(error);
      meshes.is_input_fault = meshes.is_input_fault && is_of_input(error);
      meshes.figures.push_back({{"error", meshes.failure}});
      ++meshes.num_failed;
    }
  }
  return meshes;
}

/// Gives the options what follows from the model's choice. \throws InputError if meshes as asked for need too much
/// memory.
void settle(ReconstructOptions& reconstruction, const ModelChoice& model) {
  reconstruction.neus_device = model.compute.device;
  const std::uint64_t limit = cpu_memory_limit(model);
  if (limit > kProgramBytes)
    reconstruction.check_memory(limit - kProgramBytes);  // of less, the views say what they need
}

/// What will be in the output folder of so many views and their meshes.
std::vector<path> planned_creation(const CreationSettings& settings, std::size_t num_views) {
  std::vector<path> files = planned_generation(settings.generation, num_views);
  const auto num_samples = static_cast<std::size_t>(settings.generation.request.options.num_samples);
  for (const path& place : sample_folders({}, num_samples)) {
    const std::vector<path> of_mesh = planned_reconstruction(place, num_views, settings.reconstruction);
    files.insert(files.end(), of_mesh.begin(), of_mesh.end());
  }
  return files;
}

}  // namespace

double create_object(const std::function<NamedPicture()>& read_picture, const path& output, CreationSettings settings,
                     ModelSource& models, const Reporter& reporter) {
  const Stopwatch stopwatch;
  const GenerationSettings& of_views = settings.generation;
  const ReconstructOptions& of_mesh = settings.reconstruction;
  use_threads(models.choice().threads);  // of this thread: a server has several
  settle(settings.reconstruction, models.choice());
  ResultsFolder results(output, planned_creation(settings, least_num_views(of_views)));
  NamedPicture object = read_picture();  // before the model is loaded
  object.image = ObjectCutter(of_views.masks).cut_out(std::move(object.image), object.name, reporter);
  const std::string image = object.name;
  const int num_views = settled_options(models.generator().model(), of_views.request.options).num_views;
  if (of_mesh.method == ReconstructionMethod::volume) check_has_volume(models);
  results.check_has_room(planned_creation(settings, static_cast<std::size_t>(num_views)));
  const Generation generation = generate_into(results, std::move(object), of_views, models, reporter);
  const std::vector<path> places = sample_folders(results.path(), generation.samples.size());
  const auto meshes = reconstruct_samples(places, generation, of_mesh, reporter);
  if (!meshes || reporter.is_stopped()) results.give_up();
  nlohmann::ordered_json run = generation_to_json("create", image, of_views.masks, generation, models);
  run["reconstruction"] = options_to_json(of_mesh);
  run["meshes"] = meshes->figures;
  const double seconds = stopwatch.seconds();
  run["seconds"] = seconds;
  results.hand_over(run);
  if (meshes->num_failed > 0) {
    const std::string sentence = output.string() + ": has the views, but " + std::to_string(meshes->num_failed) +
                                 " of " + std::to_string(places.size()) + " samples have no mesh: " + meshes->failure;
    if (meshes->is_input_fault) throw InputError(sentence);
    throw std::runtime_error(sentence);
  }
  return seconds;
}

}  // namespace syncdreamer
