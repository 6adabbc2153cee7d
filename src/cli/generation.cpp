#include "cli/generation.h"

#include <ATen/Parallel.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/console.h"
#include "cli/option_flags.h"
#include "cli/threads.h"
#include "image/image_io.h"
#include "pipeline/model_file.h"
#include "pipeline/result_files.h"

namespace syncdreamer {

void add_generation_flags(CLI::App& command, GenerationArguments& arguments) {
  command.add_option("IMAGE", arguments.image, "PNG or JPEG; with alpha, or on a plain background")->required();
  command.add_option("-o,--out", arguments.output, "folder of the results")->required();
  command.add_option("--model", arguments.model, "checkpoint; default: the model that comes with the program");
  command.add_option("--threads", arguments.threads, "CPU threads, 0 for all cores")->capture_default_str();
  add_flags(command, arguments.options);
}

Generation generate_from_file(const GenerationArguments& arguments, const Reporter& reporter) {
  arguments.options.check_ranges(reporter);
  use_threads(arguments.threads);
  Generation generation;
  const Image picture = read_image(arguments.image);
  generation.model_file = arguments.model.empty() ? default_model_path() : arguments.model;
  const ViewGenerator generator(load_model(generation.model_file));
  generation.model_options = generator.model().options();
  generation.prepared = generator.prepare(picture, arguments.options.crop_size, arguments.image.string());
  auto samples = generator.generate(generation.prepared, arguments.options, reporter, interrupted);
  if (!samples) throw InputError("interrupted: nothing was written to " + arguments.output.string());
  generation.samples = std::move(*samples);
  return generation;
}

std::vector<std::filesystem::path> write_generation(const std::filesystem::path& folder, const Generation& generation) {
  std::vector<std::filesystem::path> places;
  for (size_t i = 0; i < generation.samples.size(); ++i) {
    char name[32];
    std::snprintf(name, sizeof name, "sample-%03zu", i);
    places.push_back(generation.samples.size() == 1 ? folder : folder / name);
    write_generated_views(places.back(), generation.samples[i], generation.model_options);
  }
  write_png(folder / "input.png", generation.prepared);
  return places;
}

nlohmann::ordered_json generation_to_json(const GenerationArguments& arguments, const Generation& generation) {
  return {{"version", SYNCDREAMER_VERSION},
          {"image", arguments.image.string()},
          {"model", generation.model_file.string()},
          {"options", options_to_json(arguments.options)},
          {"threads", at::get_num_threads()}};
}

}  // namespace syncdreamer
