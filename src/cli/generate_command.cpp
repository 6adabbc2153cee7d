#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/option_flags.h"
#include "core/files.h"
#include "core/staged_folder.h"
#include "geometry/transforms_json.h"
#include "image/contact_sheet.h"
#include "image/image_io.h"
#include "pipeline/generate_views.h"
#include "pipeline/model_file.h"

namespace syncdreamer {
namespace {

using Clock = std::chrono::steady_clock;

struct GenerateArguments {
  std::filesystem::path image, output, model;
  int threads = 0;
  GenerateOptions options;
};

std::string numbered(const char* prefix, size_t index, const char* suffix) {
  char name[64];
  std::snprintf(name, sizeof name, "%s%03zu%s", prefix, index, suffix);
  return name;
}

/// The cameras of the views that are written beside it.
void write_cameras(const std::filesystem::path& path, const MultiviewDiffusionOptions& options) {
  std::vector<PosedView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring(static_cast<int>(options.num_views), options.view_elevation_deg)) {
    views.push_back({numbered("view-", views.size(), ".png"), viewpoint,
                     camera_at(viewpoint, static_cast<int>(options.image_size))});
  }
  write_transforms_json(path, views);
}

void write_views(const std::filesystem::path& folder, const GeneratedViews& generated) {
  for (size_t k = 0; k < generated.views.size(); ++k) {
    write_png(folder / numbered("view-", k, ".png"), generated.views[k]);
  }
  write_png(folder / "views.png", contact_sheet(generated.views));
  if (!generated.drafts.empty()) write_png(folder / "drafts.png", contact_sheet(generated.drafts));
}

void run(const GenerateArguments& arguments) {
  const Reporter reporter = console_reporter();
  arguments.options.check_ranges(reporter);
  if (arguments.threads > 0) at::set_num_threads(arguments.threads);
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  const Image picture = read_image(arguments.image);
  const std::filesystem::path model_path = arguments.model.empty() ? default_model_path() : arguments.model;
  const ViewGenerator generator(load_model(model_path));
  const double loaded = seconds();
  const Image prepared = generator.prepare(picture, arguments.options.crop_size, arguments.image.string());

  StagedFolder folder(arguments.output);
  catch_interrupts();
  const auto samples = generator.generate(prepared, arguments.options, reporter, interrupted);
  if (!samples) throw InputError("interrupted: nothing was written to " + arguments.output.string());
  for (size_t i = 0; i < samples->size(); ++i) {
    const std::filesystem::path place =
        samples->size() == 1 ? folder.path() : folder.path() / numbered("sample-", i, "");
    write_views(place, (*samples)[i]);
    write_cameras(place / "cameras.json", generator.model().options());
  }
  write_png(folder.path() / "input.png", prepared);
  const nlohmann::json run{{"command", "generate"},
                           {"version", SYNCDREAMER_VERSION},
                           {"image", arguments.image.string()},
                           {"model", model_path.string()},
                           {"options", options_to_json(arguments.options)},
                           {"threads", at::get_num_threads()},
                           {"seconds", {{"load", loaded}, {"total", seconds()}}}};
  write_file(folder.path() / "run.json", run.dump(2) + "\n");
  folder.commit();
  std::fprintf(stderr, "%zu set%s of %zu views in %s: %s\n", samples->size(), samples->size() == 1 ? "" : "s",
               samples->front().views.size(), duration_text(seconds()).c_str(), arguments.output.c_str());
}

}  // namespace

void add_generate_command(CLI::App& app) {
  const auto arguments = std::make_shared<GenerateArguments>();
  CLI::App* command = app.add_subcommand("generate", "Generate sixteen consistent views of an object from one picture");
  command->add_option("IMAGE", arguments->image, "PNG or JPEG; with alpha, or on a plain background")->required();
  command->add_option("-o,--out", arguments->output, "folder of the results")->required();
  command->add_option("--model", arguments->model, "checkpoint; default: the model that comes with the program");
  command->add_option("--threads", arguments->threads, "CPU threads, 0 for all cores")->capture_default_str();
  add_flags(*command, arguments->options);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace syncdreamer
