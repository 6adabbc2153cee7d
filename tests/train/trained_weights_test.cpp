#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "checkpoint/state_dict.h"
#include "tests/support/temporary_folder.h"
#include "tests/train/small_training.h"
#include "train/trainer.h"

namespace syncdreamer {
namespace {

TEST(TrainedWeights, that_are_handed_on_are_the_averages_and_those_to_go_on_from_are_not) {
  at::set_num_threads(1);
  const TemporaryFolder folder;
  write_squares(folder / "data", 5);
  TrainOptions options = tiny_train_options("geometry");
  options.output = (folder / "run").string();
  options.average_decay = 0.5;
  train(options, MultiviewDataset::load({folder / "data"}, Split::training, 16),
        MultiviewDataset::load({folder / "data"}, Split::held_out, 16), {});
  const StateDict model = load_state_dict(folder / "run" / "model.safetensors");
  const StateDict checkpoint = load_state_dict(folder / "run" / "checkpoint.safetensors");
  int num_compared = 0, num_averaged = 0;
  for (const NamedTensor& entry : model) {
    const at::Tensor* const average = checkpoint.find("average." + entry.name);
    if (average == nullptr) continue;
    ++num_compared;
    EXPECT_TRUE(entry.tensor.equal(*average)) << entry.name;
    num_averaged += !entry.tensor.equal(checkpoint.at("weight." + entry.name));
  }
  EXPECT_GT(num_compared, 3);
  EXPECT_GT(num_averaged, 0);
}

}  // namespace
}  // namespace syncdreamer
