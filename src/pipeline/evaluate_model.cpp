#include "pipeline/evaluate_model.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/error.h"
#include "core/option_range.h"
#include "core/random.h"
#include "core/stopwatch.h"
#include "dataset/multiview_dataset.h"
#include "geometry/camera.h"
#include "geometry/mesh_io.h"
#include "image/image_tensor.h"
#include "metrics/psnr.h"
#include "metrics/ssim.h"
#include "model/lifted_condition.h"
#include "pipeline/baselines.h"
#include "pipeline/mesh_figures.h"
#include "pipeline/model_file.h"
#include "pipeline/sample_sheet.h"
#include "pipeline/view_consistency.h"
#include "pipeline/view_source.h"

namespace syncdreamer {
namespace {

constexpr const char* kGeneratedSource = "objects";  // what `syncdreamer objects` calls itself in objects.json

struct HeldOutObject {
  ObjectPlace place;
  bool made_up = false;
};

/// An object with what was made of it; tensors are RGB over white in [0, 1].
struct EvaluatedObject {
  ObjectPlace place;
  ObjectFigures figures;
  at::Tensor input;                            // [3, S, S]
  at::Tensor truth;                            // [N, 3, S, S]
  std::vector<std::vector<float>> true_masks;  // by view: N times S * S coverages
  ObjectPictures pictures;
  ViewMethod own = ViewMethod::synchronized;       // that of the model's own views
  ViewSource source = {};                          // of these; empty without a volume
  std::vector<std::vector<float>> opacities = {};  // of the volume's drafts

  /// For a reconstruction: the true ones with their alpha, those with drafts limited to them, as `create` does it.
  std::vector<ReconstructionView> views(ViewMethod method) const {
    std::vector<ReconstructionView> views = make_views(pictures.by_method.at(method), pictures.viewpoints);
    if (method == ViewMethod::true_views) {
      for (std::size_t k = 0; k < views.size(); ++k) views[k].mask = true_masks[k];
    } else if (method != ViewMethod::independent) {
      limit_to_opacities(views, opacities);
    }
    return views;
  }
};

struct TrainingObject {
  ObjectPlace place;
  std::string model;  ///< fingerprint of the model that it was rendered from; empty if it is not known
};

/// The training objects of two lists of folders; those held out in the first one are what is evaluated.
///
/// \throws InputError if one of these is trained on.
std::vector<TrainingObject> training_objects_of(const std::vector<ViewFolder>& folders,
                                                const std::vector<ViewFolder>& more) {
  std::map<std::string, const ViewFolder*> held_out;  // and where
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (entry.held_out) held_out[entry.uid] = &folder;
    }
  }
  std::vector<TrainingObject> objects;
  for (const std::vector<ViewFolder>* each : {&folders, &more}) {
    for (const ViewFolder& folder : *each) {
      for (const ObjectEntry& entry : folder.objects()) {
        if (entry.held_out) continue;
        if (const auto evaluated = held_out.find(entry.uid); evaluated != held_out.end())
          throw InputError(folder.path(), entry.uid + " is for training here and held out in " +
                                              evaluated->second->path().string() + ", expected one of both");
        objects.push_back({{&folder, entry.uid}, entry.model});
      }
    }
  }
  return objects;
}

/// Fingerprints of the models that are known.
std::set<std::string> models_of(const std::vector<TrainingObject>& objects) {
  std::set<std::string> models;
  for (const TrainingObject& object : objects) {
    if (!object.model.empty()) models.insert(object.model);
  }
  return models;
}

/// Real and made-up objects in turn, each kind in the order of the hash of their names, at most `limit` of a kind;
/// without those whose model is trained on under another name.
std::vector<HeldOutObject> held_out_objects(const std::vector<ViewFolder>& folders,
                                            const std::set<std::string>& trained, int limit, const Reporter& reporter) {
  std::vector<HeldOutObject> kinds[2];
  for (const ViewFolder& folder : folders) {
    for (const ObjectEntry& entry : folder.objects()) {
      if (!entry.held_out) continue;
      if (trained.contains(entry.model)) {
        reporter.warn(entry.uid + ": left out, for a training object was rendered from the same model");
        continue;
      }
      const bool made_up = entry.source == kGeneratedSource;
      kinds[made_up ? 1 : 0].push_back({{&folder, entry.uid}, made_up});
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

/// Pictures of colours `[K, 3, S, S]` in 0 to 1, of which each level comes back as it was: others are cut off as the
/// paper's authors cut them off.
std::vector<Image> true_pictures(const at::Tensor& colors) {
  constexpr double kHalfLevel = 1.0 / 255;  // of 2
  return images_from_tensor(colors * 2 - 1 + kHalfLevel);
}

/// \param input  `[4, S, S]`, see PosedObject.
ReconstructionView posed_picture(const at::Tensor& input, double elevation) {
  return {camera_at({.elevation = elevation}, static_cast<int>(input.size(1))),
          true_pictures(input.slice(0, 0, 3).unsqueeze(0)).front(), opacities_of(input.unsqueeze(0)).front()};
}

/// Generates the views of one object in all ways.
class ViewEvaluator {
 public:
  ViewEvaluator(MultiviewDiffusion& model, const EvaluateModelOptions& options, const Reporter& reporter)
      : model_(model), options_(options), reporter_(reporter) {
    if (options.estimated_elevation) elevation_net_ = elevation_net_for(model);
  }

  /// Nothing if it was stopped.
  std::optional<EvaluatedObject> evaluate(const HeldOutObject& held_out) const {
    const at::NoGradGuard no_grad;
    const PosedObject posed = read_posed_object(held_out.place, static_cast<int>(model_.options().image_size));
    check_views(posed, held_out.place.uid);
    EvaluatedObject object{held_out.place,
                           {held_out.place.uid, held_out.made_up, {}, {}, {}, {}},
                           posed.input.slice(0, 0, 3),
                           posed.targets.slice(1, 0, 3),
                           opacities_of(posed.targets),
                           {held_out.place.uid, posed.viewpoints, {}}};
    object.pictures.by_method[ViewMethod::true_views] = true_pictures(object.truth);
    const ViewCameras cameras = view_cameras(posed.viewpoints, model_.options().image_size);
    const TargetViews views = model_.target_views(cameras.to(model_.device()));
    const std::uint64_t seed = mix_bits(options_.seed ^ fnv1a_64(held_out.place.uid)) >> 1;
    const at::Tensor picture = posed.input.unsqueeze(0).to(model_.device());
    at::Tensor elevation = at::full({1}, posed.input_elevation, picture.options());
    if (elevation_net_) {
      elevation = elevation_net_->estimate(picture).mean;
      const double error = elevation.item<double>() - posed.input_elevation;
      object.figures.elevation_error_deg = degrees(std::abs(error));
    }
    const PictureCondition input = condition_on(model_, {picture, elevation}, views, gaussian_noise(seed));
    const auto keep = [&](ViewMethod method, const at::Tensor& pictures) {
      object.pictures.by_method[method] = images_from_tensor(pictures * 2 - 1);
      object.figures.by_method[method] = compare(object.truth, pictures);
    };
    const auto add = [&](ViewMethod method, const PictureCondition& condition, bool independent) {
      const std::optional<at::Tensor> pictures = generate(condition, independent, seed + 1);
      if (pictures) keep(method, *pictures);
      return pictures.has_value();
    };
    object.own = own_method(input.drafts.defined());
    if (!add(object.own, input, false)) return std::nullopt;
    const bool alone = options_.independent && model_.options().synchronized;
    if (alone && !add(ViewMethod::independent, without_drafts(input), true)) return std::nullopt;
    if (!input.drafts.defined()) return object;
    object.source.occupancy = grid_of_volume(input.occupancy[0]);
    object.source.picture = posed_picture(posed.input, elevation.item<double>());
    object.opacities = opacities_of(input.drafts[0]);
    if (alone && !add(ViewMethod::independent_with_draft, input, true)) return std::nullopt;
    keep(ViewMethod::draft, input.drafts[0].slice(1, 0, 3).clamp(0, 1).cpu());
    return object;
  }

 private:
  /// That of what the model makes by itself.
  ViewMethod own_method(bool has_drafts) const {
    if (model_.options().synchronized) return ViewMethod::synchronized;
    return has_drafts ? ViewMethod::independent_with_draft : ViewMethod::independent;
  }

  void check_views(const PosedObject& object, const std::string& uid) const {
    const MultiviewDiffusionOptions& model = model_.options();
    const auto found = static_cast<std::int64_t>(object.viewpoints.size());
    if (found == model.num_views || !model.synchronized) return;
    if (model.spatial_volume.pooling == Pooling::mean_variance) return;
    throw InputError(uid + ": found " + std::to_string(found) + " views, expected the " +
                     std::to_string(model.num_views) + " that the model was made for");
  }

  /// `[N, 3, S, S]` in [0, 1], on the CPU. The same seed gives all ways of generating the same noise.
  std::optional<at::Tensor> generate(const PictureCondition& input, bool independent, std::uint64_t seed) const {
    const MultiviewDiffusionOptions& model = model_.options();
    const LatentSampling how{options_.sampling,
                             options_.temperature,
                             {.guidance = {guidance_of(model, options_.guidance)},
                              .views_per_batch = options_.views_per_batch,
                              .independent = independent || !model.synchronized}};
    const auto observe = [&](const SamplingProgress&) { return !reporter_.is_stopped(); };
    const auto latents = sample_latents(model_, input.condition, how, gaussian_noise(seed), observe);
    if (!latents) return std::nullopt;
    return (decode_on_white(model_, *latents, input.drafts)[0].clamp(-1, 1).cpu() + 1) / 2;
  }

  MultiviewDiffusion& model_;
  const EvaluateModelOptions& options_;
  const Reporter& reporter_;
  std::shared_ptr<ElevationNet> elevation_net_;  // null where the cameras tell
};

/// Objects whose views were generated, and how long that took.
struct EvaluatedObjects {
  std::vector<EvaluatedObject> objects;
  double seconds_per_object = 0;
  bool complete = false;  ///< not if the time was over, or it was stopped, before the last one
};

/// Generates the views of as many objects as the time is enough for, but of one at least.
EvaluatedObjects evaluate_objects(const ViewEvaluator& evaluator, const std::vector<HeldOutObject>& held_out,
                                  double minutes, const Reporter& reporter) {
  EvaluatedObjects result;
  const Stopwatch stopwatch;
  double seconds_of_done = 0;
  const auto is_time_over = [&] {
    return minutes > 0 && !result.objects.empty() && stopwatch.seconds() + result.seconds_per_object > 60 * minutes;
  };
  std::size_t num_tried = 0;
  while (num_tried < held_out.size() && !is_time_over()) {
    const HeldOutObject& each = held_out[num_tried];
    try {
      const Stopwatch stopwatch_of_object;
      std::optional<EvaluatedObject> object = evaluator.evaluate(each);
      if (!object) break;
      result.objects.push_back(std::move(*object));
      seconds_of_done += stopwatch_of_object.seconds();
      result.seconds_per_object = seconds_of_done / static_cast<double>(result.objects.size());
    } catch (const std::exception& error) {
      reporter.warn(each.place.uid + ": left out, " + sentence_of(error));
    }
    reporter.progress("objects", static_cast<std::int64_t>(++num_tried), std::ssize(held_out));
  }
  result.complete = num_tried == held_out.size();
  if (result.objects.empty()) {
    throw InputError(result.complete ? "none of the objects held out could be evaluated"
                                     : "interrupted before the first object was done");
  }
  return result;
}

at::Tensor inputs_of(const std::vector<EvaluatedObject>& objects) {  // [Q, 3, S, S]
  std::vector<at::Tensor> inputs;
  for (const EvaluatedObject& object : objects) inputs.push_back(object.input);
  return at::stack(inputs);
}

/// Passes all training objects by the baselines. \return whether there are any and it was not stopped.
bool read_training_objects(const std::vector<TrainingObject>& objects, int image_size, const Reporter& reporter,
                           TrainingBaselines& baselines) {
  if (objects.empty()) {
    reporter.warn("the data folders hold no object to train on: baselines that need them are left out");
    return false;
  }
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (reporter.is_stopped()) {
      reporter.warn("interrupted: baselines are left out, and objects that the model has seen are not looked for");
      return false;
    }
    try {
      const auto object = MultiviewDataset::load(std::span(&objects[i].place, 1), image_size);
      baselines.add(object.series(0, ViewKind::input).slice(1, 0, 3),
                    object.series(0, ViewKind::target).slice(1, 0, 3));
    } catch (const std::exception& error) {
      reporter.warn("left out of the baselines: " + sentence_of(error));
    }
    reporter.progress("baselines", static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(objects.size()));
  }
  return baselines.num_objects() > 0;
}

void add_baselines(const TrainingBaselines& baselines, bool has_training_objects,
                   std::vector<EvaluatedObject>& objects) {
  for (std::size_t i = 0; i < objects.size(); ++i) {
    EvaluatedObject& object = objects[i];
    auto& figures = object.figures.by_method;
    figures[ViewMethod::input_repeated] = compare(object.truth, object.input);
    figures[ViewMethod::white] = compare(object.truth, at::ones_like(object.input));
    if (!has_training_objects || !MultiviewDataset::is_ring(object.pictures.viewpoints)) continue;
    figures[ViewMethod::mean_picture] = compare(object.truth, baselines.mean_picture());
    figures[ViewMethod::nearest] = compare(object.truth, baselines.nearest_rings()[static_cast<std::int64_t>(i)]);
  }
}

/// Takes out what the model has seen: objects of another name of which the nearest training object shows a view to the
/// last bit.
void remove_leaked_objects(std::vector<EvaluatedObject>& objects, const Reporter& reporter) {
  std::erase_if(objects, [&](const EvaluatedObject& object) {
    const auto nearest = object.figures.by_method.find(ViewMethod::nearest);
    if (nearest == object.figures.by_method.end() || std::isfinite(nearest->second.psnr)) return false;
    reporter.warn(object.place.uid + ": left out, for a training object looks the same from some side");
    return true;
  });
}

/// Makes meshes of one object's views. \return false if it was stopped.
bool add_meshes(EvaluatedObject& object, ReconstructionMethod how, const Reporter& reporter) {
  const std::string& uid = object.place.uid;
  TrueShape truth;
  try {
    truth = true_shape(read_mesh(object.place.folder->mesh_path(uid), UpAxis::z));
  } catch (const std::exception& error) {
    reporter.warn("no true mesh of " + uid + ": " + sentence_of(error));
    return true;
  }
  for (const ViewMethod method : {object.own, ViewMethod::draft, ViewMethod::true_views}) {
    if (!object.pictures.by_method.contains(method)) continue;
    try {
      const ViewSource source = method == object.own ? object.source : ViewSource();
      const auto figures = mesh_figures(object.views(method), truth, how, source, reporter.silenced());
      if (!figures) return false;
      object.figures.meshes[method] = *figures;
    } catch (const std::exception& error) {
      reporter.warn("no mesh of " + uid + " (" + enum_name(method) + "): " + sentence_of(error));
    }
  }
  return true;
}

/// Measures how well half of one object's views predict the other half. \return false if it was stopped.
bool add_consistency(EvaluatedObject& object, ReconstructionMethod how, const Reporter& reporter) {
  for (const auto& [method, pictures] : object.pictures.by_method) {
    const Reporter about = reporter.about(object.place.uid + " (" + enum_name(method) + ")");
    try {
      const auto predicted = view_consistency(object.views(method), {.method = how}, about);
      if (!predicted) return false;
      object.figures.consistency[method] = mean_figures(*predicted);
    } catch (const std::exception& error) {
      about.warn("no consistency: " + sentence_of(error));
    }
  }
  return true;
}

/// The first objects of each kind for which `has_what_it_takes` holds.
std::vector<EvaluatedObject*> first_of_each_kind(std::vector<EvaluatedObject>& objects, int limit,
                                                 const std::function<bool(const EvaluatedObject&)>& has_what_it_takes) {
  std::vector<EvaluatedObject*> chosen;
  int counts[2] = {0, 0};
  for (EvaluatedObject& object : objects) {
    int& count = counts[object.figures.made_up ? 1 : 0];
    if (count == limit || !has_what_it_takes(object)) continue;
    ++count;
    chosen.push_back(&object);
  }
  return chosen;
}

/// Meshes and agreement of the views of some objects. \return false if it was stopped.
bool add_reconstructions(std::vector<EvaluatedObject>& objects, const EvaluateModelOptions& options,
                         const Reporter& reporter) {
  const auto has_mesh = [](const EvaluatedObject& object) {
    return std::filesystem::exists(object.place.folder->mesh_path(object.place.uid));
  };
  const auto for_each = [&](const char* stage, const std::vector<EvaluatedObject*>& chosen, const auto& add) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (!add(*chosen[i], options.mesh_method, reporter)) return false;
      reporter.progress(stage, static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(chosen.size()));
    }
    return true;
  };
  const auto any = [](const EvaluatedObject&) { return true; };
  return for_each("meshes", first_of_each_kind(objects, options.num_meshes, has_mesh), add_meshes) &&
         for_each("consistency", first_of_each_kind(objects, options.num_consistency, any), add_consistency);
}

/// The sheet of one kind.
Image sheet_of(const std::vector<EvaluatedObject>& objects, bool made_up, const EvaluateModelOptions& options) {
  std::vector<SampleRows> rows;
  for (const EvaluatedObject& object : objects) {
    if (options.sheet_objects > 0 && rows.size() == static_cast<std::size_t>(options.sheet_objects)) break;
    if (object.figures.made_up != made_up) continue;
    SampleRows& added = rows.emplace_back(SampleRows{true_pictures(object.input.unsqueeze(0)).front(), {}});
    for (const ViewMethod method : {ViewMethod::true_views, ViewMethod::draft, object.own}) {
      if (const auto found = object.pictures.by_method.find(method); found != object.pictures.by_method.end())
        added.rows.push_back(found->second);
    }
  }
  return sample_sheet(rows, options.sheet_views);
}

}  // namespace

void EvaluateModelOptions::check_ranges() const {
  require_option(num_objects >= 0, "--objects", num_objects, "a number of objects, or 0 for all");
  require_option(num_meshes >= 0, "--meshes", num_meshes, "a number of objects");
  require_option(num_consistency >= 0, "--consistency", num_consistency, "a number of objects");
  require_option(sheet_objects >= 0, "--sheet-objects", sheet_objects, "a number of objects, or 0 for all");
  require_option(sheet_views >= 1, "--sheet-views", sheet_views, "a number of views");
  require_option(minutes >= 0, "--minutes", minutes, "minutes, or 0 for no limit");
  GenerateOptions shared;
  shared.seed = seed;
  shared.guidance = guidance;
  shared.temperature = temperature;
  shared.views_per_batch = views_per_batch;
  shared.sampling = sampling;
  shared.check_ranges({});
}

ModelEvaluation evaluate_model(MultiviewDiffusion& model, const EvaluationData& data,
                               const EvaluateModelOptions& options, const Reporter& reporter) {
  const std::vector<ViewFolder> folders = open_view_folders(data.folders), more = open_view_folders(data.more_training);
  const std::vector<TrainingObject> training_objects = training_objects_of(folders, more);
  const std::vector<HeldOutObject> held_out =
      held_out_objects(folders, models_of(training_objects), options.num_objects, reporter);
  if (held_out.empty()) throw InputError("the data folders hold no object held out");
  sampler_of(model, options.sampling);  // what cannot be sampled is no mistake of an object
  const Stopwatch stopwatch;
  const ViewEvaluator evaluator(model, options, reporter);
  auto [objects, seconds_per_object, complete] = evaluate_objects(evaluator, held_out, options.minutes, reporter);

  TrainingBaselines baselines(inputs_of(objects));
  const int size = static_cast<int>(model.options().image_size);
  const bool has_training_objects = read_training_objects(training_objects, size, reporter, baselines);
  complete = complete && !reporter.is_stopped();
  add_baselines(baselines, has_training_objects, objects);
  remove_leaked_objects(objects, reporter);
  if (objects.empty()) throw InputError("no held-out object is left that no training object looks like");
  complete = add_reconstructions(objects, options, reporter) && complete;

  ModelEvaluation result;
  result.num_training_objects = has_training_objects ? baselines.num_objects() : 0;
  result.real_sheet = sheet_of(objects, false, options);
  result.made_up_sheet = sheet_of(objects, true, options);
  for (EvaluatedObject& object : objects) {
    result.objects.push_back(std::move(object.figures));
    result.pictures.push_back(std::move(object.pictures));
  }
  result.seconds = stopwatch.seconds();
  result.seconds_per_object = seconds_per_object;
  result.complete = complete;
  return result;
}

}  // namespace syncdreamer
