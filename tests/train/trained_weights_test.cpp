#include "checkpoint/state_dict.h"
#include "tests/train/trainer.h"

namespace syncdreamer {
namespace {

class TrainedWeights : public Trainer {};

TEST_F(TrainedWeights, that_are_handed_on_are_the_averages_and_those_to_go_on_from_are_not) {
  TrainOptions options = tiny_train_options("geometry");
  options.average_decay = 0.5;
  run(options, "run");
  const StateDict model = weights("run");
  const StateDict checkpoint = load_state_dict(folder_ / "run" / "checkpoint.safetensors");
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
