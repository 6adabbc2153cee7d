#include "pipeline/evaluate_model.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "core/error.h"
#include "core/random.h"
#include "dataset/multiview_dataset.h"
#include "geometry/mesh_io.h"
#include "image/contact_sheet.h"
#include "image/image_tensor.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "model/lifted_condition.h"
#include "pipeline/baselines.h"
#include "pipeline/mesh_figures.h"

namespace syncdreamer {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kGeneratedSource = "objects";  // what `syncdreamer objects` calls itself in objects.json
constexpr std::size_t kSheetObjects = 8;

struct HeldOutObject {
  ObjectPlace place;
  bool generated = false;
};

/// An object with what was made of it; pictures are RGB over white in [0, 1].
struct EvaluatedObject {
  ObjectPlace place;
  ObjectFigures figures;
  at::Tensor input;                          // [3, S, S]
  at::Tensor truth;                          // [N, 3, S, S]
  at::Tensor drafts, synchronized_pictures;  // [N, 3, S, S]; undefined without a lifted volume
};

/// Real and generated objects in turn, each kind in the order of the hash of their names, at most `limit` of a kind.
std::vector<HeldOutObject> held_out_objects(const std::vector<ViewFolder>& folders, int limit) {
  std::vector<HeldOutObject> kinds[2];
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      const bool generated = entry.source == kGeneratedSource;
      if (entry.held_out) kinds[generated ? 1 : 0].push_back({{&folder, entry.uid}, generated});
    }
  }
  for (std::vector<HeldOutObject>& kind : kinds) {
    const auto key = [](const HeldOutObject& object) {
      return std::pair(fnv1a_64(object.place.uid), object.place.uid);
    };
    std::sort(kind.begin(), kind.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    if (limit > 0 && kind.size() > static_cast<std::size_t>(limit)) kind.resize(static_cast<std::size_t>(limit));
  }
  std::vector<HeldOutObject> objects;
  for (std::size_t i = 0; i < std::max(kinds[0].size(), kinds[1].size()); ++i) {
    for (const auto& kind : kinds) {
      if (i < kind.size()) objects.push_back(kind[i]);
    }
  }
  return objects;
}

RgbPlanes planes(const at::Tensor& picture) {  // [3, S, S] in [0, 1]
  const at::Tensor values = picture.to(at::kCPU, at::kFloat).contiguous();
  RgbPlanes result{static_cast<int>(values.size(2)), static_cast<int>(values.size(1)), {}};
  result.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  return result;
}

/// Means over the views; `predicted` is `[N, 3, S, S]` in [0, 1], or one picture for all views.
ViewFigures compare(const at::Tensor& truth, const at::Tensor& predicted) {
  const at::Tensor pictures = predicted.expand_as(truth);
  const std::int64_t num_views = truth.size(0);
  ViewFigures sum;
  for (std::int64_t k = 0; k < num_views; ++k) {
    const RgbPlanes expected = planes(truth[k]), found = planes(pictures[k]);
    sum.psnr += psnr(expected, found);
    sum.ssim += ssim(expected, found);
  }
  return {sum.psnr / static_cast<double>(num_views), sum.ssim / static_cast<double>(num_views)};
}

/// Generates the views of one object in all ways.
class ViewEvaluator {
 public:
  ViewEvaluator(MultiviewDiffusion& model, const EvaluateModelOptions& options,
                const std::function<bool()>& should_stop)
      : model_(model),
        options_(options),
        should_stop_(should_stop),
        views_(model.target_views(model.ring_cameras())),
        sampler_(make_sampler(model.schedule(), sampling_of(model, options.sampling), model.options().prediction)) {}

  /// Nothing if it was stopped.
  std::optional<EvaluatedObject> evaluate(const HeldOutObject& place) const {
    const at::NoGradGuard no_grad;
    const auto data = MultiviewDataset::load(std::span(&place.place, 1), static_cast<int>(model_.options().image_size));
    const MultiviewBatch batch = data.fixed_batch({0});
    EvaluatedObject object{place.place,
                           {place.place.uid, place.generated, {}, {}},
                           batch.inputs[0].slice(0, 0, 3),
                           batch.targets[0].slice(1, 0, 3),
                           {},
                           {}};
    const std::uint64_t seed = mix_bits(options_.seed ^ fnv1a_64(place.place.uid)) >> 1;
    const PictureCondition input =
        condition_on(model_, batch.inputs, batch.input_elevation, views_, gaussian_noise(seed));
    auto& figures = object.figures.by_method;
    const auto add = [&](const char* method, const MultiviewCondition& condition, bool independent) {
      const std::optional<at::Tensor> pictures = generate(condition, independent, seed + 1);
      if (!pictures) return false;
      if (!independent) object.synchronized_pictures = *pictures;
      figures[method] = compare(object.truth, *pictures);
      return true;
    };
    if (!add("synchronized", input.condition, false)) return std::nullopt;
    if (!add("independent", without_drafts(input.condition), true)) return std::nullopt;
    if (!input.drafts.defined()) return object;
    if (!add("independent_with_draft", input.condition, true)) return std::nullopt;
    object.drafts = input.drafts[0].slice(1, 0, 3).clamp(0, 1);
    figures["draft"] = compare(object.truth, object.drafts);
    return object;
  }

 private:
  /// `[N, 3, S, S]` in [0, 1]. The same seed gives all ways of generating the same noise.
  std::optional<at::Tensor> generate(const MultiviewCondition& condition, bool independent, std::uint64_t seed) const {
    const MultiviewDiffusionOptions& model = model_.options();
    const NoiseSource noise = gaussian_noise(seed);
    const at::Tensor start = starting_latents(
        model_, condition,
        noise({1, views_.cameras.num_views(), model.latent_channels(), model.latent_size(), model.latent_size()}),
        sampler_->timesteps().back());
    const DenoiseOptions denoise{
        .guidance = options_.guidance == kModelGuidance ? model.default_guidance : options_.guidance,
        .views_per_batch = options_.views_per_batch,
        .independent = independent};
    const auto observe = [&](const SamplingProgress&) { return !(should_stop_ && should_stop_()); };
    const auto latents = sampler_->sample(start, model_.denoiser(condition, denoise), noise, observe);
    if (!latents) return std::nullopt;
    return (model_.decode_views(*latents)[0].clamp(-1, 1) + 1) / 2;
  }

  MultiviewDiffusion& model_;
  const EvaluateModelOptions& options_;
  const std::function<bool()>& should_stop_;
  TargetViews views_;
  std::unique_ptr<Sampler> sampler_;
};

/// Passes all training objects by the baselines.
void read_training_objects(const std::vector<ViewFolder>& folders, const std::vector<ViewFolder>& more, int image_size,
                           const Reporter& reporter, TrainingBaselines& baselines) {
  std::vector<ObjectPlace> places;
  for (const std::vector<ViewFolder>* each : {&folders, &more}) {
    for (const ViewFolder& folder : *each) {
      for (const ObjectEntry& entry : folder.objects()) {
        if (!entry.held_out) places.push_back({&folder, entry.uid});
      }
    }
  }
  if (places.empty()) throw InputError("the data folders hold no object to train on, which the baselines need");
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto object = MultiviewDataset::load(std::span(&places[i], 1), image_size);
    baselines.add(object.series(0, ViewKind::input).slice(1, 0, 3), object.series(0, ViewKind::target).slice(1, 0, 3));
    reporter.progress("baselines", static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(places.size()));
  }
}

void add_baselines(const TrainingBaselines& baselines, std::vector<EvaluatedObject>& objects) {
  const at::Tensor mean = baselines.mean_picture(), nearest = baselines.nearest_rings();
  for (std::size_t i = 0; i < objects.size(); ++i) {
    EvaluatedObject& object = objects[i];
    auto& figures = object.figures.by_method;
    figures["input_repeated"] = compare(object.truth, object.input);
    figures["white"] = compare(object.truth, at::ones_like(object.input));
    figures["mean_picture"] = compare(object.truth, mean);
    figures["nearest"] = compare(object.truth, nearest[static_cast<std::int64_t>(i)]);
  }
}

/// Takes out what the model has seen: objects of another name whose ring is, to the last bit, that of a training
/// object.
void remove_twins(std::vector<EvaluatedObject>& objects, const Reporter& reporter) {
  std::erase_if(objects, [&](const EvaluatedObject& object) {
    if (std::isfinite(object.figures.by_method.at("nearest").psnr)) return false;
    reporter.warn(object.place.uid + ": left out, for a training object looks the same from all sides");
    return true;
  });
}

/// Makes meshes of one object's views. \return false if it was stopped.
bool add_meshes(EvaluatedObject& object, ReconstructionMethod method, const Reporter& reporter,
                const std::function<bool()>& should_stop) {
  const TrueShape truth = true_shape(read_mesh(object.place.folder->mesh_path(object.place.uid), UpAxis::z));
  const std::pair<const char*, at::Tensor> rings[] = {
      {"synchronized", object.synchronized_pictures}, {"draft", object.drafts}, {"true_views", object.truth}};
  for (const auto& [name, views] : rings) {
    if (!views.defined()) continue;
    try {
      const auto figures = mesh_figures(images_from_tensor(views * 2 - 1), truth, method, should_stop);
      if (!figures) return false;
      object.figures.meshes[name] = *figures;
    } catch (const InputError& error) {
      reporter.warn("no mesh of " + object.place.uid + " (" + name + "): " + error.what());
    }
  }
  return true;
}

/// The first objects of each kind whose true mesh is known.
std::vector<EvaluatedObject*> objects_with_meshes(std::vector<EvaluatedObject>& objects, int limit) {
  std::vector<EvaluatedObject*> chosen;
  int counts[2] = {0, 0};
  for (EvaluatedObject& object : objects) {
    int& count = counts[object.figures.generated ? 1 : 0];
    if (count == limit || !std::filesystem::exists(object.place.folder->mesh_path(object.place.uid))) continue;
    ++count;
    chosen.push_back(&object);
  }
  return chosen;
}

/// Three rows an object: input and truth, drafts, synchronized views.
Image sample_sheet(const std::vector<EvaluatedObject>& objects, bool generated) {
  std::vector<Image> cells;
  const auto add_row = [&](const at::Tensor& first, const at::Tensor& views) {
    cells.push_back(image_from_tensor(first * 2 - 1));
    for (const at::Tensor& view : views.unbind(0)) cells.push_back(image_from_tensor(view * 2 - 1));
  };
  std::size_t count = 0;
  int num_columns = 0;
  for (const EvaluatedObject& object : objects) {
    if (object.figures.generated != generated || count++ >= kSheetObjects) continue;
    const at::Tensor blank = at::ones_like(object.input);
    num_columns = static_cast<int>(object.truth.size(0)) + 1;
    add_row(object.input, object.truth);
    if (object.drafts.defined()) add_row(blank, object.drafts);
    add_row(blank, object.synchronized_pictures);
  }
  if (cells.empty()) return {};
  return contact_sheet(cells, {.num_columns = num_columns, .margin = 2});
}

std::vector<ViewFolder> open_folders(const std::vector<std::filesystem::path>& paths) {
  std::vector<ViewFolder> folders;
  for (const std::filesystem::path& path : paths) {
    folders.emplace_back(path);
    if (folders.back().objects().empty()) {
      throw InputError(path, "found no objects, expected a folder of rendered objects with objects.json");
    }
  }
  return folders;
}

}  // namespace

void EvaluateModelOptions::check_ranges() const {
  if (num_meshes < 0) throw InputError("--meshes: found less than 0, expected a number of objects");
  if (num_objects < 0) throw InputError("--objects: found less than 0, expected a number of objects, or 0 for all");
  if (!(minutes >= 0)) throw InputError("--minutes: found less than 0, expected minutes, or 0 for no limit");
  GenerateOptions shared;
  shared.seed = seed;
  shared.guidance = guidance;
  shared.views_per_batch = views_per_batch;
  shared.sampling = sampling;
  shared.check_ranges({});
}

ModelEvaluation evaluate_model(MultiviewDiffusion& model, const EvaluationData& data,
                               const EvaluateModelOptions& options, const Reporter& reporter,
                               const std::function<bool()>& should_stop) {
  if (model.options().num_views != MultiviewDataset::kNumViews) {
    throw InputError("the model has " + std::to_string(model.options().num_views) + " views, the data have 16");
  }
  const std::vector<ViewFolder> folders = open_folders(data.folders), more = open_folders(data.more_training);
  const std::vector<HeldOutObject> places = held_out_objects(folders, options.num_objects);
  if (places.empty()) throw InputError("the data folders hold no object held out");
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  const ViewEvaluator evaluator(model, options, should_stop);
  std::vector<EvaluatedObject> objects;
  ModelEvaluation result;
  for (const HeldOutObject& place : places) {
    const double count = static_cast<double>(objects.size());  // at least one object is done, however long it takes
    result.complete = count == 0 || options.minutes <= 0 || seconds() * (count + 1) / count <= 60 * options.minutes;
    if (!result.complete) break;
    std::optional<EvaluatedObject> object = evaluator.evaluate(place);
    result.complete = object.has_value();
    if (!result.complete) break;
    objects.push_back(std::move(*object));
    reporter.progress("objects", static_cast<std::int64_t>(objects.size()), static_cast<std::int64_t>(places.size()));
  }
  if (objects.empty()) throw InputError("interrupted before the first object was done");
  result.seconds_per_object = seconds() / static_cast<double>(objects.size());

  const std::vector<EvaluatedObject*> with_meshes = objects_with_meshes(objects, options.num_meshes);
  for (std::size_t i = 0; i < with_meshes.size(); ++i) {
    if (!add_meshes(*with_meshes[i], options.mesh_method, reporter, should_stop)) {
      result.complete = false;
      break;
    }
    reporter.progress("meshes", static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(with_meshes.size()));
  }

  std::vector<at::Tensor> inputs;
  for (const EvaluatedObject& object : objects) inputs.push_back(object.input);
  TrainingBaselines baselines(at::stack(inputs));
  read_training_objects(folders, more, static_cast<int>(model.options().image_size), reporter, baselines);
  add_baselines(baselines, objects);
  remove_twins(objects, reporter);
  result.num_training_objects = baselines.num_objects();
  result.real_sheet = sample_sheet(objects, false);
  result.generated_sheet = sample_sheet(objects, true);
  for (EvaluatedObject& object : objects) result.objects.push_back(std::move(object.figures));
  return result;
}

}  // namespace syncdreamer
