#include "checkpoint/mapped_weights.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include "checkpoint/module_loading.h"
#include "checkpoint/state_dict.h"
#include "tests/support/resident_memory.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

constexpr std::int64_t kNumWeights = 1 << 22;

struct Network : torch::nn::Module {
  at::Tensor weight = register_parameter("weight", at::ones({kNumWeights}));
  at::Tensor bias = register_parameter("bias", at::ones({3}));
};

class MappedWeights : public testing::Test {
 protected:
  MappedWeights() {
    save_state_dict(folder_ / "weights", state_dict_of(network_));
    load_into(network_, load_state_dict(folder_ / "weights"));
  }

  double sum() const { return network_.weight.sum().item<double>(); }

  TemporaryFolder folder_;
  Network network_;
};

TEST_F(MappedWeights, leave_memory_and_come_back_as_they_were) {
  const std::size_t before = resident_file_bytes(), size = kNumWeights * sizeof(float);
  EXPECT_EQ(sum(), kNumWeights);
  EXPECT_GE(resident_file_bytes(), before + size / 2) << "checking the numbers left them in memory";
  release_mapped_weights(network_);
  EXPECT_LT(resident_file_bytes(), before + size / 8);
  EXPECT_EQ(sum(), kNumWeights);
}

TEST_F(MappedWeights, are_told_from_others) {
  EXPECT_NE(mapped_file_of(network_.weight), nullptr);
  EXPECT_NE(mapped_file_of(network_.weight.narrow(0, 5, 2)), nullptr);
  EXPECT_EQ(mapped_file_of(network_.weight + 1), nullptr);
  EXPECT_EQ(mapped_file_of(at::Tensor()), nullptr);
  network_.bias.set_data(at::full({3}, 5.0));
  const WeightBytes bytes = weight_bytes(network_);
  EXPECT_EQ(bytes.mapped, kNumWeights * sizeof(float));
  EXPECT_EQ(bytes.held, 3 * sizeof(float));
  EXPECT_EQ(bytes.total(), bytes.mapped + bytes.held);
  release_mapped_weights(network_);
  EXPECT_EQ(network_.bias.sum().item<double>(), 15);
}

}  // namespace
}  // namespace syncdreamer
