#pragma once

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "nn/layers.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/processes.h"
#include "tests/train/small_training.h"
#include "train/trainer.h"

namespace syncdreamer {

/// Trainings of coloured squares, four to train on and one held out.
class Trainer : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    write_squares(folder_.path() / "data", 5);
    hold_all();
  }

  /// Reads all pictures, so that a training asks after its steps and in validations alone whether to stop.
  void hold_all() {
    training_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16);
    held_out_ = MultiviewDataset::load({folder_.path() / "data"}, Split::held_out, 16);
  }

  /// Runs to `num_steps`, stopping when it asks for the `stop_after`th time: after as many steps of this sitting, if
  /// neither a validation nor a second batch comes before.
  std::int64_t run(TrainOptions options, const std::string& output, int stop_after = 1000) {
    options.output = (folder_.path() / output).string();
    int num_asked = 0;
    return train(options, training_, held_out_,
                 {.reporter = {.should_stop = [&] { return ++num_asked >= stop_after; }}});
  }

  /// The same in `size` processes.
  std::vector<std::string> run_together(int size, TrainOptions options, const std::string& output,
                                        const std::function<bool(int rank)>& should_stop = {}) {
    options.output = (folder_.path() / output).string();
    return run_processes(size, [&](const ProcessGroup& processes) {
      at::set_num_threads(1);
      const TrainCallbacks callbacks{
          .reporter = {.should_stop = [&] { return should_stop && should_stop(processes.rank()); }}};
      train(options, training_, held_out_, callbacks, processes);
    });
  }

  /// Runs until it fails because the pictures are gone after a step. Then they are back.
  void run_until_pictures_disappear(TrainOptions options, const std::string& output, std::int64_t last_step) {
    const std::filesystem::path data = folder_.path() / "data", aside = folder_.path() / "aside";
    options.output = (folder_.path() / output).string();
    const auto take_away = [&](const StepReport& report) {
      if (report.step == last_step) std::filesystem::rename(data, aside);
    };
    const TrainCallbacks callbacks{.on_log = take_away};
    EXPECT_THAT(refusal_of([&] { train(options, training_, held_out_, callbacks); }),
                testing::HasSubstr(data.string()));
    std::filesystem::rename(aside, data);
  }

  /// Keeps what is warned of before the first step.
  static TrainCallbacks stopping_at_once(std::vector<std::string>& warnings) {
    return {.reporter = {.on_warning = [&warnings](std::string_view sentence) { warnings.emplace_back(sentence); },
                         .should_stop = [] { return true; }}};
  }

  StateDict weights(const std::string& output) const {
    return load_state_dict(folder_.path() / output / "model.safetensors");
  }

  void expect_equal_weights(const std::string& a, const std::string& b) {
    const StateDict first = weights(a), second = weights(b);
    ASSERT_EQ(first.size(), second.size());
    for (const NamedTensor& entry : first) {
      EXPECT_TRUE(entry.tensor.equal(second.at(entry.name))) << entry.name;
    }
  }

  /// A run that failed goes on in no more steps, to the weights of one that did not fail.
  void expect_goes_on(TrainOptions options, const std::string& output, int most_steps) {
    hold_all();
    options.output = (folder_.path() / output).string();
    options.log_steps = 1;
    int num_steps = 0;
    const TrainCallbacks callbacks{.on_log = [&](const StepReport&) { ++num_steps; }};
    EXPECT_EQ(train(options, training_, held_out_, callbacks), 6);
    EXPECT_LE(num_steps, most_steps);
    run(options, "whole");
    expect_equal_weights("whole", output);
  }

  /// The largest difference of two runs' weights, and the largest change that training made.
  std::pair<double, double> largest_differences(const std::string& a, const std::string& b,
                                                const TrainOptions& options) {
    MultiviewDiffusion model(options.model);
    initialize(model, options.seed);
    const StateDict first = weights(a), second = weights(b), start = state_dict_of(model);
    double difference = 0, change = 0;
    for (const NamedTensor& entry : first) {
      difference = std::max(difference, (entry.tensor - second.at(entry.name)).abs().max().item<double>());
      change = std::max(change, (entry.tensor - start.at(entry.name)).abs().max().item<double>());
    }
    return {difference, change};
  }

  TemporaryFolder folder_;
  MultiviewDataset training_, held_out_;
};

}  // namespace syncdreamer
