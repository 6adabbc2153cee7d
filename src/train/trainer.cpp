#include "train/trainer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "core/stopwatch.h"
#include "nn/autocast.h"
#include "nn/device.h"
#include "nn/device_memory.h"
#include "train/batch_loader.h"
#include "train/gradient_averager.h"
#include "train/initialization.h"
#include "train/process_agreement.h"
#include "train/random_streams.h"
#include "train/train_state.h"
#include "train/training_folder.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kNumValidationObjects = 24;
constexpr std::int64_t kNumSheetObjects = 8;

/// What the training computes is no number any more.
class DivergedError : public InputError {
 public:
  DivergedError(const std::string& what, bool has_checkpoint)
      : InputError("training: " + what + " is not finite; a lower learning_rate.peak may help" +
                   (has_checkpoint ? ", in a new output folder" : "")) {}
};

at::Generator generator_of(Random random) {
  return at::detail::createCPUGenerator(random.bits());
}

std::vector<std::int64_t> spread_objects(const MultiviewDataset& data, std::int64_t count) {
  // Evenly spread over the set, so that kinds that stand together are all seen.
  std::vector<std::int64_t> objects;
  const std::int64_t taken = std::min(count, data.size());
  for (std::int64_t i = 0; i < taken; ++i) objects.push_back(i * data.size() / taken);
  return objects;
}

/// The objects with their pictures on the device, if it has room for them beside the training.
MultiviewDataset on_device_if_it_fits(MultiviewDataset data, at::Device device) {
  const bool fits = data.num_held() == data.size() && data.num_bytes() < available_memory(device) / 3;
  return device.is_cuda() && fits ? data.on(device) : std::move(data);
}

std::uint64_t fingerprint_of(const std::vector<std::string>& names) {
  std::uint64_t hash = 0;
  for (const std::string& name : names) hash = fnv1a_64(name, hash);
  return hash;
}

/// Gives parameters back the values that they have now at the end of the scope.
class KeptValues {
 public:
  explicit KeptValues(const std::vector<at::Tensor>& parameters) {
    for (const at::Tensor& parameter : parameters) kept_.emplace_back(parameter.detach(), parameter.detach().clone());
  }
  ~KeptValues() {
    for (const auto& [parameter, value] : kept_) parameter.copy_(value);
  }
  KeptValues(const KeptValues&) = delete;
  KeptValues& operator=(const KeptValues&) = delete;

 private:
  std::vector<std::pair<at::Tensor, at::Tensor>> kept_;
};

class Trainer {
 public:
  Trainer(const TrainOptions& options, MultiviewDataset training_data, const MultiviewDataset& validation_data,
          const TrainCallbacks& callbacks, const ProcessGroup& processes)
      : options_(options),
        processes_(processes),
        device_(device_named(options.device, processes.local_rank())),
        compute_type_(scalar_type(options.precision, device_)),
        model_(options.model),
        training_data_(on_device_if_it_fits(std::move(training_data), device_)),
        validation_data_(validation_data),
        callbacks_(callbacks),
        folder_(options.output, writes()) {
    initialize(model_, options.seed);
    const std::set<std::string> taken_over = initialize_from_files(model_, options.initialize_from);
    const std::set<std::string> taken_parts = parts_of(taken_over);
    written_parts_ = taken_parts;
    model_.place(device_);
    stage_ = make_stage(options, model_);
    check_frozen_parts(model_, taken_over, stage_->needed_parts(), stage_->written_parts());
    const Reporter reporter = writes() ? callbacks.reporter : callbacks.reporter.silenced();
    stage_->check_data(training_data_, reporter);
    stage_->check_data(validation_data_, reporter);
    if (writes()) warn_before_start(taken_over);
    batches_.emplace(training_data_, options, stage_->batch_options(), processes_);
    written_parts_.merge(stage_->written_parts());
    optimizer_ = std::make_unique<Optimizer>(stage_->parameter_groups(), options.optimizer);
    average_ = std::make_unique<MovingAverage>(optimizer_->groups(), options.average_decay);
    averager_ = std::make_unique<GradientAverager>(optimizer_->groups(), processes_);
    frozen_ = fingerprint_of_frozen(model_, taken_parts, optimizer_->groups());
    step_ = load_checkpoint(folder_.checkpoint(), options_, state()).value_or(0);
    first_step_ = last_logged_step_ = saved_step_ = step_;
    agree_on_start(taken_parts);
    if (writes()) validation_batch(num_validation_objects());  // what is broken there is found before hours of training
  }

  std::int64_t run() {
    if (!writes()) return follow();
    log_.emplace(folder_.log(), step_);
    CsvLog validation(folder_.validation(), step_);
    folder_.remove_sheets_after(step_);
    since_start_ = since_checkpoint_ = Stopwatch();
    if (step_ > 0 && (ended() || is_validated())) complete(validation);
    while (!ended()) {
      const Stopwatch of_step;
      if (auto figures = or_save([&] { return step(); })) {
        means_.add(*std::move(figures));
        seconds_of_steps_ += of_step.seconds();
        if (step_ % options_.log_steps == 0 || ended()) or_save([&] { report(); });
        if (!stopped_ && (is_validated() || ended())) {
          save();  // a validation may take longer than who stops the training waits
          or_save([&] { validate(validation); });
        }
      } else if (step_ > last_logged_step_) {
        or_save([&] { report(); });
      }
      // Who stops a training may not wait for long: Open MPI a second, Slurm and torchrun half a minute.
      const bool is_due = ended() || since_checkpoint_.seconds() > 60 * options_.checkpoint_minutes;
      if (is_due && step_ > saved_step_) save();
    }
    if (validation.last_step() < step_ && step_ >= options_.num_steps)
      throw InputError(folder_.path(),
                       "all steps are done, but not the last validation; the same command makes up for it");
    return step_;
  }

 private:
  void warn_before_start(const std::set<std::string>& taken_over) const {
    if (options_.learning_rate.warmup_steps >= options_.num_steps)
      callbacks_.reporter.warn("the warm-up (" + std::to_string(options_.learning_rate.warmup_steps) +
                               " steps) does not end within num_steps (" + std::to_string(options_.num_steps) +
                               "): the learning rate stays below its peak");
    folder_.warn_of_replaced(callbacks_.reporter);
    for (const std::string& warning : warnings_of_random_parts(model_, taken_over, stage_->needed_parts()))
      callbacks_.reporter.warn(warning);
  }

  TrainState state() {
    const std::int64_t batches_per_step = std::int64_t{options_.accumulate_steps} * processes_.size();
    return {*optimizer_,
            *average_,
            frozen_,
            batches_per_step,
            fingerprint_of(training_data_.names()),
            fingerprint_of(validation_data_.names())};
  }
  bool writes() const { return processes_.rank() == 0; }

  DivergedError diverged(const std::string& what) const { return {what, folder_.has_checkpoint()}; }

  bool ended() const { return stopped_ || step_ >= options_.num_steps; }

  /// Whether a validation follows the steps that are done, besides the one at the end.
  bool is_validated() const { return step_ > 0 && step_ % options_.validate_steps == 0; }

  /// Makes up for what a training lacks that was cut at its very end, or at a step of a validation.
  void complete(CsvLog& validation) {
    if (folder_.lacks_model()) save();
    if (validation.last_step() < step_) validate(validation);
  }

  std::int64_t follow() {
    while (!ended()) step();
    return step_;
  }

  /// The same weights everywhere, whatever machines drew them; the same step, which all have read from one folder.
  void agree_on_start(const std::set<std::string>& taken_parts) {
    if (processes_.size() == 1) return;
    if (!same_everywhere(processes_, step_))
      throw InputError(folder_.path(),
                       "the processes found checkpoints of different steps, expected a folder that all see");
    for (const std::uint64_t number : {fingerprint(options_), frozen_, fingerprint_of(training_data_.names())}) {
      if (!same_everywhere(processes_, number))
        throw InputError(
            "the processes were given different configurations, data or weights, expected the same for all");
    }
    copy_from_first(processes_, weights_that_may_differ(taken_parts));
  }

  /// All weights but the frozen ones whose fingerprint is the same everywhere, which may lie in mapped files.
  std::vector<at::Tensor> weights_that_may_differ(const std::set<std::string>& taken_parts) const {
    std::set<std::string> frozen;
    for (const NamedTensor& entry : frozen_tensors(model_, taken_parts, optimizer_->groups()))
      frozen.insert(entry.name);
    std::vector<at::Tensor> weights;
    for (const auto& parameter : model_.named_parameters()) {
      if (!frozen.contains(parameter.key())) weights.push_back(parameter.value());
    }
    return weights;
  }

  /// Where an action fails (a picture or another process is gone, memory ends) nothing of the steps before is lost.
  template <class Action>
  std::invoke_result_t<Action> or_save(Action&& action) {
    try {
      return action();
    } catch (const DivergedError&) {
      throw;  // what the steps before have learned is worth less than the last checkpoint
    } catch (const std::exception&) {
      if (is_between_steps_) save_as_far_as_possible();
      throw;
    }
  }

  /// \return nothing if the training is stopped between two batches of the step, or in the validation before it; then
  /// the step does not count.
  std::optional<Figures> step() {
    optimizer_->zero_grad();
    FigureMeans means;
    bool losses_are_finite = true;
    for (std::int64_t i = 0; i < options_.accumulate_steps; ++i) {
      if ((i > 0 || is_validated()) && agree(processes_, {}, is_stopped()).someone_stops) {
        stopped_ = true;
        return std::nullopt;
      }
      if (i + 1 == options_.accumulate_steps) averager_->start();
      Figures figures = accumulate((step_ * options_.accumulate_steps + i) * processes_.size() + processes_.rank());
      losses_are_finite = losses_are_finite && std::isfinite(figures.front().second);
      means.add(std::move(figures));
    }
    averager_->finish();
    // Of the gradients of all processes, so that all of them see it and none goes on to save.
    const double norm = optimizer_->clip_gradients(options_.max_gradient_norm);
    if (!std::isfinite(norm)) {
      throw diverged((losses_are_finite ? "the norm of the gradients of step " : "the loss of step ") +
                     std::to_string(step_ + 1));
    }
    const double rate = learning_rate_at(options_.learning_rate, step_, options_.num_steps);
    is_between_steps_ = false;
    optimizer_->step(rate);
    average_->update(step_);
    ++step_;
    is_between_steps_ = true;
    auto [figures, someone_stops] = agree(processes_, means.take(), is_stopped());
    stopped_ = someone_stops;
    figures.insert(figures.end(), {{"gradient_norm", norm}, {"learning_rate", rate}});
    return figures;
  }

  /// Adds a batch's share to the gradients. \return its loss and the parts of it.
  Figures accumulate(std::int64_t index) {
    at::Generator noise = generator_of(random_of_batch(options_.seed, index));
    Figures figures;
    const at::Tensor loss = loss_of(batches_->load(index).to(device_), noise, figures);
    (loss / options_.accumulate_steps).backward();
    figures.insert(figures.begin(), {"loss", loss.item<double>()});
    return figures;
  }

  at::Tensor loss_of(const MultiviewBatch& batch, at::Generator& noise, Figures& figures) {
    const Autocast autocast(autocast_to(device_.type(), compute_type_));
    return stage_->loss(batch, noise, figures);
  }

  /// Objects evenly spread over the data, seen from all sides.
  MultiviewBatch fixed_batch(const MultiviewDataset& data, std::int64_t count) const {
    return data.fixed_batch(spread_objects(data, count)).to(device_);
  }
  MultiviewBatch validation_batch(std::int64_t count) const { return fixed_batch(validation_data_, count); }

  /// Objects to validate on; larger pictures, whose networks are larger too, of fewer objects.
  std::int64_t num_validation_objects() const {
    const std::int64_t side = options_.model.image_size;
    return std::clamp<std::int64_t>(kNumValidationObjects * 128 * 128 / (side * side), 1, kNumValidationObjects);
  }

  bool is_stopped() const { return callbacks_.reporter.is_stopped(); }

  void report() {
    const std::int64_t objects_per_step =
        std::int64_t{options_.batch_size} * options_.accumulate_steps * processes_.size();
    const auto objects = static_cast<double>((step_ - last_logged_step_) * objects_per_step);
    StepReport report{step_, options_.num_steps, means_.take(), 0};
    report.figures.emplace_back("objects_per_s", objects / std::exchange(seconds_of_steps_, 0));
    report.seconds_left = since_start_.seconds() / static_cast<double>(step_ - first_step_) *
                          static_cast<double>(options_.num_steps - step_);
    report.figures.emplace_back("elapsed_s", since_start_.seconds());
    last_logged_step_ = step_;
    log_->write(step_, report.figures);
    if (callbacks_.on_log) callbacks_.on_log(report);
  }

  void validate(CsvLog& log) {
    const at::NoGradGuard no_grad;
    Figures figures;
    Image sheet;
    {
      const ScopedAverages averages(*average_);
      at::Generator noise = generator_of(random_of_validation(options_.seed));
      figures = stage_->validate(validation_batch(num_validation_objects()), noise);
      if (is_stopped()) return;  // all of it is made up for
      sheet = stage_->sample_sheet(validation_batch(std::min(kNumSheetObjects, num_validation_objects())), noise);
    }
    for (const auto& [name, value] : figures) {
      if (!std::isfinite(value)) throw diverged(name + " of the objects held out after step " + std::to_string(step_));
    }
    log.write(step_, figures);
    folder_.write_sheet(step_, sheet);
    if (callbacks_.on_validation) callbacks_.on_validation(step_, figures);
  }

  /// Saves what is not saved yet, if that is possible, after a failure that the caller rethrows.
  void save_as_far_as_possible() {
    try {
      if (step_ > saved_step_) save();
      if (step_ > last_logged_step_ && seconds_of_steps_ > 0) report();  // a step that failed has no figures
    } catch (const std::exception&) {                                    // what the caller rethrows says more
    }
  }

  void save() {
    for (const at::Tensor& parameter : model_.parameters()) {
      if (!at::isfinite(parameter.detach()).all().item<bool>())
        throw diverged("a weight after step " + std::to_string(step_));
    }
    save_checkpoint(folder_.checkpoint(), options_, step_, state());
    const at::NoGradGuard no_grad;
    const ScopedAverages averages(*average_);
    const KeptValues untouched(stage_->changed_by_preparing());
    stage_->prepare_for_writing([this] { return fixed_batch(training_data_, num_validation_objects()); });
    save_model(folder_.model(), model_, options_.model, written_parts_);
    since_checkpoint_.restart();
    saved_step_ = step_;
  }

  const TrainOptions& options_;
  ProcessGroup processes_;
  at::Device device_;
  at::ScalarType compute_type_;
  MultiviewDiffusion model_;
  MultiviewDataset training_data_;
  const MultiviewDataset& validation_data_;
  const TrainCallbacks& callbacks_;
  std::unique_ptr<Stage> stage_;
  std::set<std::string> written_parts_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<MovingAverage> average_;
  std::unique_ptr<GradientAverager> averager_;
  TrainingFolder folder_;
  std::optional<CsvLog> log_;
  std::uint64_t frozen_ = 0;
  std::int64_t step_ = 0, first_step_ = 0, last_logged_step_ = 0, saved_step_ = 0;
  bool stopped_ = false, is_between_steps_ = true;
  Stopwatch since_start_, since_checkpoint_;
  double seconds_of_steps_ = 0;  ///< since the last report
  FigureMeans means_;
  std::optional<BatchLoader> batches_;
};

}  // namespace

std::int64_t train(const TrainOptions& options, MultiviewDataset training_data, const MultiviewDataset& validation_data,
                   const TrainCallbacks& callbacks, const ProcessGroup& processes) {
  options.check_ranges();
  return Trainer(options, std::move(training_data), validation_data, callbacks, processes).run();
}

}  // namespace syncdreamer
