#include "train/trainer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/files.h"
#include "image/image_io.h"
#include "train/train_state.h"

namespace syncdreamer {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kNumValidationObjects = 24;
constexpr std::int64_t kNumSheetObjects = 8;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A file of comma-separated lines; lines of steps that a resumed run will repeat are dropped.
class CsvLog {
 public:
  CsvLog(std::filesystem::path path, std::int64_t resumed_step) : path_(std::move(path)) {
    if (!std::filesystem::exists(path_)) return;
    std::istringstream lines(read_file(path_));
    std::string line, kept;
    while (std::getline(lines, line)) {
      const bool header = line.starts_with("step");
      if (header || std::atoll(line.c_str()) <= resumed_step) kept += line + "\n";
    }
    write_file(path_, kept);
  }

  void write(std::int64_t step, const Figures& figures) {
    const bool fresh = !std::filesystem::exists(path_) || std::filesystem::file_size(path_) == 0;
    std::ofstream stream(path_, std::ios::app);
    if (fresh) {
      stream << "step";
      for (const auto& [name, value] : figures) stream << ',' << name;
      stream << '\n';
    }
    stream << step;
    for (const auto& [name, value] : figures) stream << ',' << value;
    stream << '\n';
    if (!stream) throw InputError(path_, "could not be written");
  }

 private:
  std::filesystem::path path_;
};

/// Means of figures over the steps since the last report.
class FigureMeans {
 public:
  void add(const Figures& figures) {
    for (const auto& [name, value] : figures) {
      if (!sums_.contains(name)) names_.push_back(name);
      sums_[name] += value;
    }
    ++count_;
  }
  Figures take() {
    Figures means;
    for (const std::string& name : names_) means.emplace_back(name, sums_[name] / static_cast<double>(count_));
    *this = {};
    return means;
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, double> sums_;
  std::int64_t count_ = 0;
};

at::Generator generator_of(std::uint64_t seed, std::uint64_t stream) {
  return at::detail::createCPUGenerator(Random(seed, stream).bits());
}

std::vector<std::int64_t> first_objects(const MultiviewDataset& data, std::int64_t count) {
  // Evenly spread over the set, so that kinds that stand together are all seen.
  std::vector<std::int64_t> objects;
  const std::int64_t taken = std::min(count, data.size());
  for (std::int64_t i = 0; i < taken; ++i) objects.push_back(i * data.size() / taken);
  return objects;
}

/// Takes over the tensors of the files. \return the top-level parts of the model that they hold.
std::vector<std::string> initialize_from_files(MultiviewDiffusion& model, const std::vector<std::string>& files) {
  std::vector<std::string> parts;
  for (const std::string& path : files) {
    const StateDict file = load_state_dict(path);
    const LoadReport report = load_into(model, file, {.strict = false, .check_finite = true});
    if (!report.mismatched.empty()) {
      const auto& [name, found, expected] = report.mismatched.front();
      throw InputError(path, name + ": found " + found + ", expected " + expected);
    }
    if (!report.unexpected.empty())
      throw InputError(path, report.unexpected.front() + ": the configured model has no such tensor");
    for (const NamedTensor& entry : file) parts.push_back(entry.name.substr(0, entry.name.find('.')) + ".");
  }
  return parts;
}

class Trainer {
 public:
  Trainer(const TrainOptions& options, const MultiviewDataset& training_data, const MultiviewDataset& validation_data,
          const TrainCallbacks& callbacks)
      : options_(options),
        model_(options.model),
        training_data_(training_data),
        validation_data_(validation_data),
        callbacks_(callbacks),
        folder_(options.output) {
    make_folder(folder_);
    initialize(model_, options.seed);
    learned_parts_ = initialize_from_files(model_, options.initialize_from);
    stage_ = make_stage(options, model_);
    for (const std::string& part : stage_->learned_parts()) learned_parts_.push_back(part + ".");
    optimizer_ = std::make_unique<AdamW>(stage_->parameter_groups(), options.optimizer);
    average_ = std::make_unique<MovingAverage>(optimizer_->groups(), options.average_decay);
    step_ = load_checkpoint(folder_ / "checkpoint.safetensors", options_, state()).value_or(0);
    first_step_ = last_logged_step_ = step_;
  }

  std::int64_t run() {
    CsvLog log(folder_ / "log.csv", step_), validation(folder_ / "validation.csv", step_);
    start_ = last_log_ = last_checkpoint_ = Clock::now();
    bool stopped = false;
    while (step_ < options_.num_steps && !stopped) {
      means_.add(step());
      stopped = callbacks_.should_stop && callbacks_.should_stop();
      const bool last = step_ == options_.num_steps || stopped;
      if (step_ % options_.log_steps == 0 || last) report(log);
      if (step_ % options_.validate_steps == 0 || last) validate(validation);
      if (last || seconds_since(last_checkpoint_) > 60 * options_.checkpoint_minutes) save();
    }
    return step_;
  }

 private:
  TrainState state() { return {*optimizer_, *average_}; }

  Figures step() {
    const auto stream = static_cast<std::uint64_t>(step_);
    Random random(options_.seed, 2 * stream);
    at::Generator noise = generator_of(options_.seed, 2 * stream + 1);
    BatchOptions batch_options = stage_->batch_options();
    batch_options.augment = options_.augment;
    const MultiviewBatch batch = training_data_.random_batch(batch_options, random);

    Figures figures;
    optimizer_->zero_grad();
    const at::Tensor loss = stage_->loss(batch, noise, figures);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
      throw InputError("training: the loss of step " + std::to_string(step_ + 1) +
                       " is not finite; lower learning_rate.peak and continue from the last checkpoint");
    }
    loss.backward();
    const double norm = optimizer_->clip_gradients(options_.max_gradient_norm);
    const double rate = learning_rate_at(options_.learning_rate, step_, options_.num_steps);
    optimizer_->step(rate);
    average_->update(step_);
    ++step_;
    figures.insert(figures.begin(), {"loss", value});
    figures.insert(figures.end(), {{"gradient_norm", norm}, {"learning_rate", rate}});
    return figures;
  }

  void report(CsvLog& log) {
    const double objects = static_cast<double>((step_ - last_logged_step_) * options_.batch_size);
    StepReport report{step_, options_.num_steps, means_.take(), 0};
    report.figures.emplace_back("objects_per_s", objects / seconds_since(last_log_));
    report.seconds_left = seconds_since(start_) / static_cast<double>(step_ - first_step_) *
                          static_cast<double>(options_.num_steps - step_);
    report.figures.emplace_back("elapsed_s", seconds_since(start_));
    last_log_ = Clock::now();
    last_logged_step_ = step_;
    log.write(step_, report.figures);
    if (callbacks_.on_log) callbacks_.on_log(report);
  }

  void validate(CsvLog& log) {
    const at::NoGradGuard no_grad;
    average_->swap();
    at::Generator noise = generator_of(options_.seed, 0);
    const auto objects = first_objects(validation_data_, kNumValidationObjects);
    const Figures figures = stage_->validate(validation_data_.fixed_batch(objects), noise);
    const auto shown = first_objects(validation_data_, kNumSheetObjects);
    const Image sheet = stage_->sample_sheet(validation_data_.fixed_batch(shown), noise);
    average_->swap();
    log.write(step_, figures);
    std::string number = std::to_string(step_);
    number.insert(0, 7 - std::min<size_t>(7, number.size()), '0');
    write_png(folder_ / "samples" / ("step-" + number + ".png"), sheet);
    if (callbacks_.on_validation) callbacks_.on_validation(step_, figures);
  }

  void save() {
    save_checkpoint(folder_ / "checkpoint.safetensors", options_, step_, state());
    const at::NoGradGuard no_grad;
    average_->swap();
    std::vector<std::pair<at::Tensor, at::Tensor>> untouched;
    for (const ParameterGroup& group : optimizer_->groups()) {
      for (const NamedTensor& entry : group.parameters)
        untouched.emplace_back(entry.tensor, entry.tensor.detach().clone());
    }
    stage_->finish(validation_data_.fixed_batch(first_objects(validation_data_, kNumValidationObjects)));
    save_model(folder_ / "model.safetensors", model_, options_.model, learned_parts_);
    for (auto& [parameter, value] : untouched) parameter.copy_(value);
    average_->swap();
    last_checkpoint_ = Clock::now();
  }

  const TrainOptions& options_;
  MultiviewDiffusion model_;
  const MultiviewDataset& training_data_;
  const MultiviewDataset& validation_data_;
  const TrainCallbacks& callbacks_;
  std::unique_ptr<Stage> stage_;
  std::vector<std::string> learned_parts_;
  std::unique_ptr<AdamW> optimizer_;
  std::unique_ptr<MovingAverage> average_;
  std::filesystem::path folder_;
  std::int64_t step_ = 0, first_step_ = 0, last_logged_step_ = 0;
  Clock::time_point start_, last_log_, last_checkpoint_;
  FigureMeans means_;
};

}  // namespace

std::int64_t train(const TrainOptions& options, const MultiviewDataset& training_data,
                   const MultiviewDataset& validation_data, const TrainCallbacks& callbacks) {
  return Trainer(options, training_data, validation_data, callbacks).run();
}

}  // namespace syncdreamer
