#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/creation.h"
#include "cli/creation_settings.h"
#include "cli/generate_into.h"
#include "cli/interrupts.h"
#include "cli/option_flags.h"
#include "core/duration_text.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/option_range.h"
#include "core/printable.h"
#include "core/version.h"
#include "image/image_io.h"
#include "pipeline/latent_sampling.h"
#include "pipeline/object_cutter.h"
#include "server/http_server.h"
#include "server/job_queue.h"

namespace syncdreamer {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookForInterrupts = 50ms, kTimeToAnswer = 500ms;
constexpr std::int64_t kMaxPicturePixels = std::int64_t{1} << 26;

struct ServeArguments {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::filesystem::path output = "out/serve";
  ModelChoice model;
  CreationSettings defaults;
};

Image picture_of(const ObjectRequest& request) {
  const std::span<const char> bytes(request.picture);
  return read_image(std::as_bytes(bytes), request.name, ImageReading::as_seen, kMaxPicturePixels);
}

/// What is to be done for a client's picture; what is wrong with it or the settings is told at once.
JobWork plan(ObjectRequest request, const ServeArguments& server, ModelSource& models) {
  const CreationSettings settings = creation_of_settings(request.settings, server.defaults);
  picture_of(request);  // throws for what is no picture
  const MultiviewDiffusion& model = models.generator().model();
  try {
    sampler_of(model, settled_options(model, settings.generation.request.options).sampling);
    if (settings.reconstruction.method == ReconstructionMethod::volume) check_has_volume(models);
  } catch (const InputError& error) {
    throw refusal_of_settings(error);
  }
  return [request = std::move(request), settings, &models](const auto& folder, const Reporter& reporter) {
    check_ranges(settings, reporter);  // for its warnings
    const auto read_picture = [&] { return NamedPicture{request.name, picture_of(request)}; };
    create_object(read_picture, folder, settings, models, reporter);
  };
}

void tell_end(const JobStatus& job) {
  const std::string state = job.error.empty() ? enum_name(job.state) : enum_name(job.state) + (": " + job.error);
  std::fprintf(stderr, "%s: %s, %s\n", job.id.c_str(), printable(state).c_str(), duration_text(job.seconds).c_str());
}

nlohmann::json about(const ServeArguments& arguments, ModelSource& models) {
  nlohmann::json defaults = options_to_json(arguments.defaults);
  defaults["masks"].erase("matting_model");
  const MultiviewDiffusion& model = models.generator().model();
  return {{"version", kVersion},
          {"model", models.file().filename().string()},
          {"device", model.device().str()},
          {"image_size", model.options().image_size},
          {"default_last_timestep", model.options().default_last_timestep},
          {"settings", defaults}};
}

/// The address of the page for a browser on this machine.
std::string url_of(std::string host, int port) {
  if (host == "0.0.0.0") host = "127.0.0.1";  // all addresses of the machine, which is no place to go to
  if (host == "::") host = "::1";
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return "http://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/";
}

/// Ends all jobs, and says which are not over. \return whether there were some that are now lost.
bool cuts_jobs_at_end(JobQueue& jobs) {
  std::vector<JobStatus> unfinished = jobs.all();
  std::erase_if(unfinished, [](const JobStatus& job) { return job.is_over(); });
  const std::string names = printable(joined(unfinished, [](const JobStatus& job) { return job.name; }));
  // Before they end: one in the midst of a step may take the program with it.
  if (!unfinished.empty()) console_reporter().note("unfinished jobs are stopped: " + names);
  jobs.finish();
  return std::any_of(unfinished.begin(), unfinished.end(), [&](const JobStatus& job) {
    const auto now = jobs.find(job.id);
    return now && (!now->is_over() || now->state == JobState::stopped);
  });
}

void run(const ServeArguments& arguments) {
  require_range("--port", arguments.port, 0, 65535);
  const ObjectCutter cutter(arguments.defaults.generation.masks);      // throws for a network that cannot be read
  creation_of_settings(nlohmann::json::object(), arguments.defaults);  // the same, for other defaults that cannot be
  ModelSource models(arguments.model);
  JobQueue jobs(arguments.output, tell_end);  // before the model is loaded: the folder may be another server's
  std::mutex planning;                        // pictures are decoded for it, which takes memory
  const auto plan_alone = [&](ObjectRequest request) {
    const std::scoped_lock lock(planning);
    return plan(std::move(request), arguments, models);
  };
  HttpServer server(jobs, plan_alone);
  const int port = server.bind(arguments.host, arguments.port);  // before the model is loaded: it may be taken
  const nlohmann::json description = about(arguments, models);
  catch_interrupts();  // not before: nothing looks at them while the model is loaded
  std::future<void> answering = std::async(std::launch::async, [&] { server.serve(description); });
  std::printf("%s\n", url_of(arguments.host, port).c_str());
  std::fflush(stdout);
  console_reporter().note("The page is at this address; objects go into " + arguments.output.string() +
                          ". Ctrl-C ends the server.");
  while (!interrupted()) {
    if (answering.wait_for(kLookForInterrupts) == std::future_status::ready)
      throw InputError("the server cannot answer any more requests");
  }
  const bool cuts_jobs = cuts_jobs_at_end(jobs);
  server.stop();
  if (cuts_jobs) std::fprintf(stderr, "error: interrupted: the jobs that were waiting or running are lost\n");
  const bool clients_linger = answering.wait_for(kTimeToAnswer) != std::future_status::ready;
  if (cuts_jobs || clients_linger) std::_Exit(cuts_jobs ? 1 : 0);  // nothing else ends a slow client's request
}

}  // namespace

void add_serve_command(CLI::App& app) {
  const auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = app.add_subcommand("serve", "Show a local page that makes objects of pictures, with an HTTP API");
  command->add_option("--host", arguments->host, "address or name of this machine to listen at; 0.0.0.0: all of them")
      ->check([](const std::string& host) { return std::string(host.empty() ? "found no address, expected one" : ""); })
      ->capture_default_str();
  add_flag(*command, "--port", arguments->port, "port to listen at; 0: any that is free");
  command->add_option("-o,--out", arguments->output, "folder of the objects, one folder each")->capture_default_str();
  add_model_flags(*command, arguments->model);
  add_memory_flag(*command, arguments->model);
  add_flags(*command, arguments->defaults.generation.masks);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace syncdreamer
