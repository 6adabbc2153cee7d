#include "evaluation/evaluate_model.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/error.h"
#include "core/option_range.h"
#include "core/stopwatch.h"
#include "dataset/multiview_dataset.h"
#include "evaluation/baselines.h"
#include "evaluation/evaluation_objects.h"
#include "evaluation/mesh_figures.h"
#include "evaluation/sample_sheet.h"
#include "evaluation/view_evaluator.h"
#include "geometry/mesh_io.h"
#include "pipeline/latent_sampling.h"
#include "pipeline/view_consistency.h"

namespace syncdreamer {
namespace {

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

bool is_on_ring(const EvaluatedObject& object) {
  return MultiviewDataset::is_ring(object.pictures.viewpoints);
}

/// Of all training objects; nothing without any, for views that are not those of the ring, or if it was stopped.
std::optional<TrainingBaselines> training_baselines(const std::vector<ObjectPlace>& objects,
                                                    const std::vector<EvaluatedObject>& evaluated, int image_size,
                                                    const Reporter& reporter) {
  if (objects.empty() || std::ranges::none_of(evaluated, is_on_ring)) {
    reporter.warn((objects.empty() ? std::string("the data folders hold no object to train on")
                                   : "the held-out objects are not seen from the ring") +
                  ": baselines that need training objects are left out");
    return std::nullopt;
  }
  TrainingBaselines baselines(inputs_of(evaluated));
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (reporter.is_stopped()) {
      reporter.warn("interrupted: baselines are left out, and objects that the model has seen are not looked for");
      return std::nullopt;
    }
    try {
      const auto object = MultiviewDataset::load(std::span(&objects[i], 1), image_size);
      baselines.add(object.series(0, ViewKind::input).slice(1, 0, 3),
                    object.series(0, ViewKind::target).slice(1, 0, 3));
    } catch (const std::exception& error) {
      reporter.warn("left out of the baselines: " + sentence_of(error));
    }
    reporter.progress("baselines", static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(objects.size()));
  }
  if (baselines.num_objects() == 0) return std::nullopt;
  return baselines;
}

void add_baselines(const std::optional<TrainingBaselines>& baselines, std::vector<EvaluatedObject>& objects) {
  for (std::size_t i = 0; i < objects.size(); ++i) {
    EvaluatedObject& object = objects[i];
    auto& figures = object.figures.by_method;
    figures[ViewMethod::input_repeated] = compare_views(object.truth, object.input);
    figures[ViewMethod::white] = compare_views(object.truth, at::ones_like(object.input));
    if (!baselines || !is_on_ring(object)) continue;
    figures[ViewMethod::mean_picture] = compare_views(object.truth, baselines->mean_picture());
    figures[ViewMethod::nearest] =
        compare_views(object.truth, baselines->nearest_rings()[static_cast<std::int64_t>(i)]);
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
    Mesh mesh = read_mesh(object.place.folder->mesh_path(uid), UpAxis::z);
    transform(mesh, rotation_about_z(-object.input_azimuth));
    truth = true_shape(mesh);
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
    SampleRows& added = rows.emplace_back(SampleRows{pictures_of_colors(object.input.unsqueeze(0)).front(), {}});
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
  const auto [held_out, training] = evaluation_objects(folders, more, options.num_objects, reporter);
  if (held_out.empty()) throw InputError("the data folders hold no object held out");
  sampler_of(model, options.sampling);  // what cannot be sampled is no mistake of an object
  const Stopwatch stopwatch;
  const ViewEvaluator evaluator(model, options, reporter);
  auto [objects, seconds_per_object, complete] = evaluate_objects(evaluator, held_out, options.minutes, reporter);

  const int size = static_cast<int>(model.options().image_size);
  const auto baselines = training_baselines(training, objects, size, reporter);
  complete = complete && !reporter.is_stopped();
  add_baselines(baselines, objects);
  remove_leaked_objects(objects, reporter);
  if (objects.empty()) throw InputError("no held-out object is left that no training object looks like");
  complete = add_reconstructions(objects, options, reporter) && complete;

  ModelEvaluation result;
  result.num_training_objects = baselines ? baselines->num_objects() : 0;
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
