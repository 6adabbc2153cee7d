#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/preview_file.h"
#include "nn/device.h"
#include "pipeline/best_of_seeds.h"
#include "pipeline/generate_views.h"
#include "pipeline/object_cutter.h"

namespace syncdreamer {

/// What `generate` and `create` are told about the views.
struct GenerationArguments {
  std::vector<std::filesystem::path> pictures;  ///< of the command line
  std::filesystem::path image;                  ///< the one to work on
  std::filesystem::path output, model, clip;
  int threads = 0;
  MaskOptions masks;
  int best_of = 1;            ///< seeds to try
  int preview = 0;            ///< steps from one preview.png to the next; 0: none
  double max_memory_gb = 0;   ///< 0: what the device has
  bool needs_volume = false;  ///< whether only models with a lifted volume will do
  ComputeOptions compute;
  GenerateOptions options;
};

/// Loads a model (see load_model) and places it where and in the numbers that `compute` names.
///
/// \param max_gigabytes  of memory for it on the CPU; 0: what is free.
std::shared_ptr<MultiviewDiffusion> load_placed_model(const std::filesystem::path& file,
                                                      const std::filesystem::path& clip, const ComputeOptions& compute,
                                                      double max_gigabytes);

void add_generation_flags(CLI::App& command, GenerationArguments& arguments);

/// Works on every picture of the command line, see for_each_picture.
///
/// \param work  gets the arguments of one picture, with the folder of its results.
void for_each_picture(const GenerationArguments& arguments,
                      const std::function<void(const GenerationArguments&)>& work);

/// Views of the object of a picture file.
struct Generation {
  std::vector<GeneratedViews> samples;
  Image prepared;  ///< the picture as the model takes it
  MultiviewDiffusionOptions model_options;
  std::filesystem::path model_file;
  std::string device;       ///< on which they were made
  GenerateOptions options;  ///< as they were used: with the elevation, and as many views at once as fit into memory
  std::optional<PictureElevation> estimated_elevation;  ///< if none was given
  std::vector<SeedConsistency> tried_seeds;             ///< if there were several
};

/// Reads the picture and the model, says what time and memory will be needed, and draws the views. Meanwhile `preview`
/// shows them, if asked for, until they are there.
///
/// \throws InputError for bad input, too little memory, and if the user interrupted it.
Generation generate_from_file(const GenerationArguments& arguments, PreviewFile& preview, const Reporter& reporter);

/// Writes the views and the prepared picture. \return the folder of each sample.
std::vector<std::filesystem::path> write_generation(const std::filesystem::path& folder, const Generation& generation);

/// The members of run.json that both commands share.
nlohmann::ordered_json generation_to_json(const GenerationArguments& arguments, const Generation& generation);

}  // namespace syncdreamer
