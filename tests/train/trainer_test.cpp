#include "tests/train/trainer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "core/error.h"
#include "core/files.h"
#include "nn/layers.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/processes.h"
#include "tests/train/small_training.h"
#include "tests/train/zero123_file.h"

namespace syncdreamer {
namespace {

TEST_F(Trainer, objects_read_in_time_and_objects_held_give_the_same_weights) {
  run(tiny_train_options("geometry"), "held");
  training_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16, 0);
  ASSERT_EQ(training_.num_held(), 0);
  run(tiny_train_options("geometry"), "read");
  expect_equal_weights("held", "read");
}

TEST_F(Trainer, a_run_whose_pictures_disappear_saves_what_it_has_learned) {
  training_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16, 0);
  const TrainOptions options = tiny_train_options("geometry");
  run_until_pictures_disappear(options, "parts", 2);
  expect_goes_on(options, "parts", 4);
}

TEST_F(Trainer, a_validation_that_a_stop_prevented_is_made_up_for) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.validate_steps = 3;
  const auto validated_steps = [&](const std::string& output) {
    std::string steps;
    std::istringstream lines(read_file(folder_.path() / output / "validation.csv"));
    for (std::string line; std::getline(lines, line);) steps += line.substr(0, line.find(',')) + " ";
    return steps;
  };
  EXPECT_EQ(run(options, "run", 3), 3);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run/validation.csv"));
  // Asked in the validation that is made up for, after it, and after three steps.
  EXPECT_THAT(refusal_of([&] { run(options, "run", 5); }), testing::HasSubstr("not the last validation"));
  EXPECT_EQ(validated_steps("run"), "step 3 ");
  EXPECT_EQ(run(options, "run"), 6);
  EXPECT_EQ(validated_steps("run"), "step 3 6 ");
  run(options, "whole");
  EXPECT_EQ(read_file(folder_.path() / "run/validation.csv"), read_file(folder_.path() / "whole/validation.csv"));
}

TEST_F(Trainer, is_stopped_within_a_validation_which_is_made_up_for) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.validate_steps = options.log_steps = 3;
  options.output = (folder_ / "run").string();
  bool stops = false;
  const auto stop = [&](const StepReport&) { stops = true; };  // when the step has asked
  const TrainCallbacks callbacks{.on_log = stop, .reporter = {.should_stop = [&] { return stops; }}};
  EXPECT_EQ(train(options, training_, held_out_, callbacks), 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "run/validation.csv"));
  expect_goes_on(options, "run", 3);
  EXPECT_EQ(read_file(folder_ / "run/validation.csv"), read_file(folder_ / "whole/validation.csv"));
}

TEST_F(Trainer, processes_are_stopped_together_within_a_validation) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.validate_steps = 2;
  options.log_steps = 1;
  int num_asked = 0;
  const auto stop = [&](int rank) { return rank == 0 && ++num_asked > 2; };  // not after the first two steps
  EXPECT_THAT(run_together(2, options, "run", stop), testing::Each(testing::IsEmpty()));
  EXPECT_THAT(read_file(folder_ / "run/log.csv"),
              testing::AllOf(testing::HasSubstr("\n2,"), testing::Not(testing::HasSubstr("\n3,"))));
}

TEST_F(Trainer, one_that_is_killed_within_a_validation_loses_no_step) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.validate_steps = 3;
  options.output = (folder_ / "run").string();
  const auto leave_behind = [&](std::int64_t step, const Figures&) {
    if (step == 3) std::filesystem::copy(folder_ / "run", folder_ / "killed", std::filesystem::copy_options::recursive);
  };
  const TrainCallbacks callbacks{.on_validation = leave_behind};
  train(options, training_, held_out_, callbacks);
  expect_goes_on(options, "killed", 3);
}

TEST_F(Trainer, a_validation_that_fails_leaves_a_checkpoint_to_go_on_from) {
  held_out_ = MultiviewDataset::load({folder_.path() / "data"}, Split::held_out, 16, 0);
  TrainOptions options = tiny_train_options("geometry");
  options.validate_steps = 4;
  run_until_pictures_disappear(options, "parts", 4);
  expect_goes_on(options, "parts", 2);
}

TEST_F(Trainer, steps_before_a_failure_are_in_the_log) {
  held_out_ = MultiviewDataset::load({folder_.path() / "data"}, Split::held_out, 16, 0);
  TrainOptions options = tiny_train_options("geometry");
  options.log_steps = 2;
  options.validate_steps = 3;
  run_until_pictures_disappear(options, "parts", 2);
  EXPECT_THAT(read_file(folder_.path() / "parts" / "log.csv"), testing::HasSubstr("\n3,"));
}

TEST_F(Trainer, a_report_that_fails_leaves_a_checkpoint_to_go_on_from) {
  TrainOptions options = tiny_train_options("geometry");
  options.log_steps = 1;
  options.output = (folder_.path() / "parts").string();
  const auto fail = [](const StepReport& report) {
    if (report.step == 3) throw InputError("the disk is full");
  };
  const TrainCallbacks callbacks{.on_log = fail};
  EXPECT_EQ(refusal_of([&] { train(options, training_, held_out_, callbacks); }), "the disk is full");
  expect_goes_on(options, "parts", 3);
}

TEST_F(Trainer, every_stage_runs_and_a_stopped_run_continues_to_the_last_bit) {
  for (const std::string stage : {"autoencoder", "elevation", "geometry", "backbone", "synchronized"}) {
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
  EXPECT_THAT(log, testing::StartsWith("step,loss,color,opacity,ssim,gradient_norm,learning_rate"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1 + 4);  // header; steps 2, 3 (stopped), 4, 6
}

// A launcher that stops its processes kills them soon: validation has no time, and would not be repeated.
TEST_F(Trainer, a_stopped_run_saves_and_does_not_validate) {
  run(tiny_train_options("geometry"), "run", 3);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "run" / "model.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run" / "samples" / "step-0000003.png"));
  run(tiny_train_options("geometry"), "run");
  const std::string validation = read_file(folder_.path() / "run" / "validation.csv");
  EXPECT_EQ(std::count(validation.begin(), validation.end(), '\n'), 1 + 1) << validation;  // header; step 6
}

TEST_F(Trainer, what_a_run_lacks_that_was_cut_at_its_end_is_made_up_for) {
  const TrainOptions options = tiny_train_options("geometry");
  const std::filesystem::path output = folder_.path() / "run", sheet = output / "samples" / "step-0000006.png";
  run(options, "run");
  run(options, "whole");
  const std::string validation = read_file(output / "validation.csv");
  std::filesystem::remove(output / "model.safetensors");
  write_file(output / "validation.csv", validation.substr(0, validation.find('\n') + 1));
  std::filesystem::remove(sheet);
  EXPECT_EQ(run(options, "run"), 6);
  expect_equal_weights("whole", "run");
  EXPECT_EQ(read_file(output / "validation.csv"), validation);
  EXPECT_TRUE(std::filesystem::exists(sheet));
  const auto before = std::filesystem::last_write_time(output / "checkpoint.safetensors") - std::chrono::hours(1);
  std::filesystem::last_write_time(output / "model.safetensors", before);
  EXPECT_EQ(run(options, "run"), 6);
  EXPECT_GT(std::filesystem::last_write_time(output / "model.safetensors"), before) << "of an earlier step";
}

TEST_F(Trainer, sheets_of_later_steps_go_when_a_training_starts_anew) {
  TrainOptions options = tiny_train_options("geometry");
  const std::filesystem::path samples = folder_.path() / "run" / "samples";
  run(options, "run");
  ASSERT_TRUE(std::filesystem::exists(samples / "step-0000006.png"));
  write_file(samples / "notes.txt", "of mine");
  std::filesystem::remove(folder_.path() / "run" / "checkpoint.safetensors");
  options.num_steps = 2;
  run(options, "run");
  EXPECT_FALSE(std::filesystem::exists(samples / "step-0000006.png"));
  EXPECT_TRUE(std::filesystem::exists(samples / "step-0000002.png"));
  EXPECT_TRUE(std::filesystem::exists(samples / "notes.txt"));
}

TEST_F(Trainer, held_out_objects_leave_no_trace_in_the_model) {
  run(tiny_train_options("autoencoder"), "run");
  held_out_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16);
  run(tiny_train_options("autoencoder"), "other");
  expect_equal_weights("run", "other");
}

TEST_F(Trainer, the_autoencoder_learns) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.num_steps = 60;
  options.learning_rate.peak = 5e-3;
  double first = 0, last = 0;
  options.output = (folder_.path() / "learns").string();
  options.log_steps = 10;
  train(options, training_, held_out_,
        {.on_log = [&](const StepReport& report) { (first == 0 ? first : last) = report.figures.front().second; }});
  EXPECT_LT(last, 0.6 * first);
}

TEST_F(Trainer, is_stopped_between_the_batches_of_a_step_which_then_does_not_count) {
  TrainOptions options = tiny_train_options("geometry");
  options.accumulate_steps = 1000;
  EXPECT_EQ(run(options, "early", 2), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "early/checkpoint.safetensors"));
  options.accumulate_steps = 2;
  run(options, "whole");
  EXPECT_EQ(run(options, "parts", 3), 1) << "asked between two batches, after the step, and in the middle of the next";
  EXPECT_THAT(read_file(folder_ / "parts/log.csv"), testing::HasSubstr("\n1,")) << "the step that counts is logged";
  run(options, "parts");
  EXPECT_EQ(read_file(folder_ / "parts/model.safetensors"), read_file(folder_ / "whole/model.safetensors"));
}

TEST_F(Trainer, warns_before_it_replaces_a_model_without_a_checkpoint) {
  std::vector<std::string> warnings;
  const TrainCallbacks callbacks = stopping_at_once(warnings);
  TrainOptions options = tiny_train_options("geometry");
  options.output = (folder_ / "run").string();
  run(options, "run");
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Not(testing::Contains(testing::HasSubstr("no checkpoint to go on from"))));
  std::filesystem::remove(folder_ / "run/checkpoint.safetensors");
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("no checkpoint to go on from")));
}

TEST_F(Trainer, a_warm_up_longer_than_the_training_is_warned_of) {
  TrainOptions options = tiny_train_options("geometry");
  const auto warnings_with = [&](std::int64_t warmup_steps) {
    std::vector<std::string> warnings;
    const TrainCallbacks callbacks = stopping_at_once(warnings);
    options.learning_rate.warmup_steps = warmup_steps;
    options.output = (folder_ / std::to_string(warmup_steps)).string();
    train(options, training_, held_out_, callbacks);
    return warnings;
  };
  const auto is_of_warm_up = testing::Contains(testing::HasSubstr("the warm-up ("));
  EXPECT_THAT(warnings_with(options.num_steps), is_of_warm_up);
  EXPECT_THAT(warnings_with(options.num_steps - 1), testing::Not(is_of_warm_up));
}

TEST_F(Trainer, parts_that_stay_random_are_warned_of) {
  std::vector<std::string> warnings;
  const TrainCallbacks callbacks = stopping_at_once(warnings);
  TrainOptions options = tiny_train_options("synchronized");
  options.output = (folder_ / "random").string();
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("first_stage_model")));
  run(tiny_train_options("autoencoder"), "autoencoder");
  options.initialize_from = {(folder_.path() / "autoencoder" / "model.safetensors").string()};
  options.output = (folder_ / "not-random").string();
  warnings.clear();
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Not(testing::Contains(testing::HasSubstr("first_stage_model"))));
  StateDict lacking;
  for (const NamedTensor& entry : load_state_dict(options.initialize_from.front())) {
    if (entry.name != "first_stage_model.quant_conv.bias") lacking.add(entry.name, entry.tensor);
  }
  save_state_dict(folder_ / "lacking.safetensors", lacking);
  options.initialize_from = {(folder_ / "lacking.safetensors").string()};
  options.output = (folder_ / "partly-random").string();
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("first_stage_model.quant_conv.bias")));
  warnings.clear();
  options.stage = TrainStage::autoencoder;  // which learns the part, from the rest of it
  options.output = (folder_ / "learned").string();
  train(options, training_, held_out_, callbacks);
  EXPECT_THAT(warnings, testing::Contains(testing::HasSubstr("first_stage_model.quant_conv.bias, though")));
}

TEST_F(Trainer, frozen_parts_that_no_file_holds_are_refused_before_the_first_step) {
  TrainOptions options = tiny_train_options("synchronized");
  options.independent_steps = 0;
  options.learning_rate_scales = {.backbone = 0, .image_encoder = 0};
  EXPECT_THAT(refusal_of([&] { run(options, "random"); }),
              testing::HasSubstr("initialize_from: no file holds cc_projection.weight"));
}

TEST_F(Trainer, a_stop_while_cameras_are_read_ends_before_the_first_step) {
  training_ = MultiviewDataset::load({folder_.path() / "data"}, Split::training, 16, 0);
  std::vector<std::string> warnings;
  TrainOptions options = tiny_train_options("geometry");
  options.output = (folder_ / "run").string();
  EXPECT_THAT(refusal_of([&] { train(options, training_, held_out_, stopping_at_once(warnings)); }),
              testing::HasSubstr("stopped while reading cameras"));
}

TEST_F(Trainer, a_step_that_diverges_is_not_saved_unless_a_validation_alone_sees_it) {
  TrainOptions options = tiny_train_options("geometry");
  options.num_steps = 2;
  options.learning_rate.peak = 1000;
  options.learning_rate.warmup_steps = 0;
  EXPECT_THAT(refusal_of([&] { run(options, "fresh"); }),
              testing::EndsWith("of step 2 is not finite; a lower learning_rate.peak may help"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "fresh" / "model.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "fresh" / "checkpoint.safetensors"));
  options.num_steps = 1;
  EXPECT_THAT(refusal_of([&] { run(options, "validated"); }),
              testing::AllOf(testing::HasSubstr("of the objects held out after step 1 is not finite"),
                             testing::EndsWith("in a new output folder")));
}

TEST_F(Trainer, one_that_diverges_beside_its_checkpoint_needs_a_new_folder) {
  const TrainOptions options = tiny_train_options("autoencoder");
  run(options, "run", 2);
  const StateDict checkpoint = load_state_dict(folder_ / "run/checkpoint.safetensors");
  StateDict huge;
  huge.metadata = checkpoint.metadata;
  for (const NamedTensor& entry : checkpoint)
    huge.add(entry.name, entry.name.starts_with("weight.") ? entry.tensor * 1e30 : entry.tensor);
  save_state_dict(folder_ / "run/checkpoint.safetensors", huge);
  EXPECT_THAT(refusal_of([&] { run(options, "run"); }), testing::EndsWith("may help, in a new output folder"));
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

TEST_F(Trainer, batches_of_a_step_add_up_to_a_larger_batch) {
  TrainOptions whole = tiny_train_options("geometry");
  whole.batch_size = 4;
  whole.optimizer.adamw.eps = 1e-3;  // a gradient that is 0 but for rounding moves nothing
  TrainOptions parts = whole;
  parts.batch_size = 2;
  parts.accumulate_steps = 2;
  run(whole, "whole");
  run(parts, "parts");
  const auto [difference, change] = largest_differences("whole", "parts", whole);
  EXPECT_LT(difference, 1e-3 * change);
  EXPECT_GT(change, 1e-4);
}

TEST_F(Trainer, two_processes_give_the_weights_of_one_with_twice_the_batches) {
  for (const std::string stage : {"autoencoder", "elevation", "geometry", "backbone", "synchronized"}) {
    SCOPED_TRACE(stage);
    TrainOptions alone = tiny_train_options(stage), together = tiny_train_options(stage);
    alone.accumulate_steps = 2;
    run(alone, stage + "-alone");
    EXPECT_THAT(run_together(2, together, stage + "-together"), testing::Each(testing::IsEmpty()));
    const auto [difference, change] = largest_differences(stage + "-alone", stage + "-together", alone);
    EXPECT_LT(difference, 1e-4 * change);
    EXPECT_GT(change, 1e-4);
  }
}

TEST_F(Trainer, two_processes_give_the_weights_of_one_with_the_doubled_batch) {
  TrainOptions alone = tiny_train_options("geometry");
  alone.optimizer.adamw.eps = 1e-3;
  TrainOptions together = alone;
  alone.batch_size = 4;
  run(alone, "alone");
  EXPECT_THAT(run_together(2, together, "together"), testing::Each(testing::IsEmpty()));
  const auto [difference, change] = largest_differences("alone", "together", alone);
  EXPECT_LT(difference, 1e-3 * change);
}

TEST_F(Trainer, processes_stop_and_continue_together_also_in_another_number) {
  TrainOptions options = tiny_train_options("geometry");
  int steps_of_second = 0;
  const auto stop = [&](int rank) { return rank == 1 && ++steps_of_second == 3; };
  EXPECT_THAT(run_together(2, options, "parts", stop), testing::Each(testing::IsEmpty()));
  EXPECT_EQ(steps_of_second, 3);
  options.accumulate_steps = 2;
  EXPECT_EQ(run(options, "parts"), 6);
  run(options, "whole");
  const auto [difference, change] = largest_differences("whole", "parts", options);
  EXPECT_LT(difference, 1e-4 * change);
}

TEST_F(Trainer, processes_of_which_one_diverges_all_end_without_saving) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.seed = 36;  // the loss of process 0 is no number before that of process 1
  options.num_steps = options.validate_steps = 60;
  options.batch_size = options.views_per_object = 1;
  options.learning_rate = {.peak = 19.6, .warmup_steps = 0, .cosine = false};
  options.max_gradient_norm = 1e30;
  EXPECT_THAT(run_together(2, options, "diverged"), testing::Each(testing::HasSubstr("is not finite")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "diverged" / "checkpoint.safetensors"));
}

TEST_F(Trainer, processes_that_lose_one_end_with_a_message) {
  const auto errors = run_together(2, tiny_train_options("geometry"), "lost", [](int rank) -> bool {
    if (rank == 1) throw InputError("gone");
    return false;
  });
  EXPECT_THAT(errors[0], testing::HasSubstr("process 0 of 2 lost the others"));
  EXPECT_EQ(errors[1], "gone");
}

TEST_F(Trainer, starts_the_released_training_from_zero123) {
  const std::string python = python_with_torch();
  if (python.empty()) GTEST_SKIP() << "SKIPPED: no Python that can import torch (apt-get install python3-torch)";
  TrainOptions options = tiny_train_options("synchronized");
  options.model = smallest_zero123_options();
  options.independent_steps = options.condition_dropping = 0;
  options.learning_rate_scales = {.backbone = 0, .image_encoder = 0, .depth_attention = 1, .volumes = 10};
  options.average_decay = options.max_gradient_norm = 0;
  options.initialize_from = {(folder_ / "zero123.ckpt").string()};
  MultiviewDiffusion model(options.model);
  ASSERT_TRUE(save_zero123(python, folder_.path(), "zero123.ckpt", model));
  EXPECT_EQ(run(options, "released"), 6);
  initialize(model, options.seed);
  const StateDict file = load_state_dict(folder_ / "zero123.ckpt"), start = state_dict_of(model);
  const StateDict trained = weights("released");
  int num_kept = 0;
  for (const NamedTensor& entry : file) {
    const at::Tensor* const kept = trained.find(entry.name);
    if (kept == nullptr) continue;  // what the image tower has another name for
    EXPECT_TRUE(kept->equal(entry.tensor)) << entry.name;
    ++num_kept;
  }
  EXPECT_GT(num_kept, 50);
  for (const char* name : {"model.diffusion_model.middle_conditions.proj_out.5.weight", "time_embed.0.weight",
                           "spatial_volume.target_encoder.init_conv.weight"}) {
    EXPECT_FALSE(start.at(name).equal(trained.at(name))) << name;
  }
}

TEST_F(Trainer, goes_on_beside_the_same_frozen_weights_alone) {
  run(tiny_train_options("autoencoder"), "autoencoder");
  TrainOptions options = tiny_train_options("synchronized");
  options.initialize_from = {(folder_.path() / "autoencoder" / "model.safetensors").string()};
  EXPECT_EQ(run(options, "run", 2), 2);
  TrainOptions without = options;
  without.initialize_from.clear();
  EXPECT_THAT([&] { run(without, "run"); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("other frozen weights")));
  EXPECT_EQ(run(options, "run"), 6);
}

TEST_F(Trainer, processes_of_different_configurations_do_not_train_together) {
  const auto errors = run_processes(2, [&](const ProcessGroup& processes) {
    at::set_num_threads(1);
    TrainOptions options = tiny_train_options("geometry");
    options.output = (folder_.path() / "mixed").string();
    options.learning_rate.peak = processes.rank() == 0 ? 1e-3 : 2e-3;
    train(options, training_, held_out_, {}, processes);
  });
  for (const std::string& error : errors) EXPECT_THAT(error, testing::HasSubstr("different configurations"));
}

TEST_F(Trainer, devices_and_numbers_that_cannot_be_had_are_refused) {
  TrainOptions options = tiny_train_options("autoencoder");
  options.device = "cuda:99";
  EXPECT_THROW(run(options, "absent"), InputError);
  options.device = "cpu";
  options.precision = Precision::bf16;
  EXPECT_THROW(run(options, "slow"), InputError);
  options.precision = Precision::fp16;
  EXPECT_THAT(refusal_of([&] { run(options, "vanishing"); }), testing::HasSubstr("precision: found fp16"));
}

TEST_F(Trainer, a_run_goes_on_on_another_device) {
  TrainOptions options = tiny_train_options("autoencoder");
  ASSERT_EQ(options.device, "auto");  // a CUDA device where there is one; elsewhere the option alone changes
  EXPECT_EQ(run(options, "moved", 2), 2);
  options.device = "cpu";
  EXPECT_EQ(run(options, "moved"), 6);
}

}  // namespace
}  // namespace syncdreamer
