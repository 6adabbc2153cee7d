#include "train/trainer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"

namespace syncdreamer {
namespace {

class Trainer : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    write_squares(folder_.path() / "data", 5);
    training_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16);
    held_out_ = MultiviewDataset::load({folder_.path() / "data"}, Split::held_out, 16);
  }

  /// Runs to `num_steps`, stopping after `stop_after` steps of this sitting.
  std::int64_t run(TrainOptions options, const std::string& output, int stop_after = 1000) {
    options.output = (folder_.path() / output).string();
    int steps = 0;
    return train(options, training_, held_out_,
                 {.on_log = {}, .on_validation = {}, .should_stop = [&] { return ++steps >= stop_after; }});
  }

  void expect_equal_weights(const std::string& a, const std::string& b) {
    const StateDict first = load_state_dict(folder_.path() / a / "model.safetensors");
    const StateDict second = load_state_dict(folder_.path() / b / "model.safetensors");
    ASSERT_EQ(first.size(), second.size());
    for (const NamedTensor& entry : first) {
      EXPECT_TRUE(entry.tensor.equal(second.at(entry.name))) << entry.name;
    }
  }

  TemporaryFolder folder_;
  MultiviewDataset training_, held_out_;
};

TEST_F(Trainer, every_stage_runs_and_a_stopped_run_continues_to_the_last_bit) {
  for (const std::string stage : {"autoencoder", "geometry", "backbone", "synchronized"}) {
    SCOPED_TRACE(stage);
    EXPECT_EQ(run(tiny_train_options(stage), stage + "-whole"), 6);
    EXPECT_EQ(run(tiny_train_options(stage), stage + "-parts", 3), 3);
    EXPECT_EQ(run(tiny_train_options(stage), stage + "-parts"), 6);
    expect_equal_weights(stage + "-whole", stage + "-parts");
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / (stage + "-whole") / "samples" / "step-0000006.png"));
  }
}

TEST_F(Trainer, the_log_has_one_line_an_interval_also_after_a_stop) {
  run(tiny_train_options("geometry"), "run", 3);
  run(tiny_train_options("geometry"), "run");
  const std::string log = read_file(folder_.path() / "run" / "log.csv");
  EXPECT_THAT(log, testing::StartsWith("step,loss,color,opacity,gradient_norm,learning_rate"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1 + 4);  // header; steps 2, 3 (stopped), 4, 6
}

TEST_F(Trainer, the_autoencoder_learns) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.num_steps = 60;
  options.learning_rate.peak = 5e-3;
  double first = 0, last = 0;
  options.output = (folder_.path() / "learns").string();
  options.log_steps = 10;
  train(options, training_, held_out_,
        {.on_log = [&](const StepReport& report) { (first == 0 ? first : last) = report.figures.front().second; },
         .on_validation = {},
         .should_stop = {}});
  EXPECT_LT(last, 0.6 * first);
}

TEST_F(Trainer, a_checkpoint_of_other_options_is_refused) {
  run(tiny_train_options("geometry"), "run", 2);
  TrainOptions other = tiny_train_options("geometry");
  other.batch_size = 3;
  try {
    run(other, "run");
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/batch_size"));
  }
}

TEST_F(Trainer, takes_over_learned_parts_and_hands_them_on) {
  run(tiny_train_options("autoencoder"), "autoencoder");
  TrainOptions options = tiny_train_options("geometry");
  options.initialize_from = {(folder_.path() / "autoencoder" / "model.safetensors").string()};
  run(options, "geometry");
  const StateDict autoencoder = load_state_dict(folder_.path() / "autoencoder" / "model.safetensors");
  const StateDict both = load_state_dict(folder_.path() / "geometry" / "model.safetensors");
  EXPECT_TRUE(both.contains("lifted_volume.out.weight"));
  for (const NamedTensor& entry : autoencoder) {
    EXPECT_TRUE(entry.name.starts_with("first_stage_model.")) << entry.name;
    EXPECT_TRUE(entry.tensor.equal(both.at(entry.name))) << entry.name;
  }
}

TEST_F(Trainer, an_unknown_stage_is_refused) {
  EXPECT_THROW(run(tiny_train_options("sculpture"), "run"), InputError);
}

}  // namespace
}  // namespace syncdreamer
