#include "evaluation/baselines.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace syncdreamer {
namespace {

// A series of 4 pictures, each of one grey.
at::Tensor greys(const std::vector<double>& levels) {
  std::vector<at::Tensor> pictures;
  for (const double level : levels) pictures.push_back(at::full({3, 2, 2}, level));
  return at::stack(pictures);
}

TEST(TrainingBaselines, mean_picture_is_that_of_all_rings) {
  TrainingBaselines baselines(greys({0.5}));
  baselines.add(greys({0, 0, 0, 0}), greys({0, 0.25, 0.5, 0.25}));
  baselines.add(greys({1, 1, 1, 1}), greys({1, 1, 1, 1}));
  EXPECT_EQ(baselines.num_objects(), 2);
  EXPECT_TRUE(at::allclose(baselines.mean_picture(), at::full({3, 2, 2}, 0.625)));
}

TEST(TrainingBaselines, nearest_ring_begins_at_the_nearest_input) {
  TrainingBaselines baselines(greys({0.71, 0.12}));
  baselines.add(greys({0, 0.1, 0.2, 0.3}), greys({0, 0.01, 0.02, 0.03}));
  baselines.add(greys({0.5, 0.6, 0.7, 0.8}), greys({0.05, 0.06, 0.07, 0.08}));
  const at::Tensor rings = baselines.nearest_rings();
  EXPECT_TRUE(at::allclose(rings[0], greys({0.07, 0.08, 0.05, 0.06})));
  EXPECT_TRUE(at::allclose(rings[1], greys({0.01, 0.02, 0.03, 0})));
}

TEST(TrainingBaselines, without_training_objects_there_is_nothing_to_ask_for) {
  const TrainingBaselines baselines(greys({0.5}));
  EXPECT_THROW(baselines.mean_picture(), std::logic_error);
  EXPECT_THROW(baselines.nearest_rings(), std::logic_error);
}

}  // namespace
}  // namespace syncdreamer
