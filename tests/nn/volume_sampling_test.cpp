#include "nn/volume_sampling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "nn/kernel_operands.h"
#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

/// What libtorch interpolates, `[B, P, C]`.
at::Tensor plain_samples(const at::Tensor& volume, const at::Tensor& points) {
  const at::Tensor grid = points.view({points.size(0), 1, 1, -1, 3});
  return at::grid_sampler(volume, grid, 0, 0, true).flatten(2).transpose(1, 2);
}

TEST(VolumeSampling, agrees_with_the_plain_operator_inside_at_the_rim_and_outside) {
  const at::NoGradGuard no_grad;
  const at::Tensor volume = rule_tensor("volume", {2, 32, 3, 4, 5}, 2);
  const at::Tensor points = rule_tensor("points", {2, 500, 3}, 2) * 1.6;  // some beyond -1 and 1
  ASSERT_GT((points.abs() > 1.5).sum().item<std::int64_t>(), 10);
  const at::Tensor expected = plain_samples(volume, points);
  for (const at::Tensor& layout : {volume, in_kernel_layout(volume)})
    EXPECT_TRUE(at::allclose(sample_volume(layout, points), expected, 1e-5, 1e-6));
}

TEST(VolumeSampling, points_a_rounding_error_from_the_rim_see_the_voxels_there) {
  const at::NoGradGuard no_grad;
  const at::Tensor volume = rule_tensor("volume", {1, 16, 16, 16, 16}, 2);
  // Places 15 and 16 of an axis of 16 voxels: the last one's middle, and where its share has gone; the same below 0.
  std::vector<float> points;
  for (const double place : {-1.0, 0.0, 15.0, 16.0}) {
    float coordinate = static_cast<float>(place / 7.5 - 1);
    for (int i = 0; i < 4; ++i) coordinate = std::nextafter(coordinate, -2.0F);
    for (int i = 0; i < 9; ++i, coordinate = std::nextafter(coordinate, 2.0F)) {
      points.insert(points.end(), {coordinate, 0, 0, 0, coordinate, 0, 0, 0, coordinate});
    }
  }
  const at::Tensor all = at::tensor(points).view({1, -1, 3});
  EXPECT_LT((sample_volume(volume, all) - plain_samples(volume, all)).abs().max().item<double>(), 1e-5);
}

TEST(VolumeSampling, corners_of_the_volume_are_its_own_voxels) {
  const at::NoGradGuard no_grad;
  const at::Tensor volume = rule_tensor("volume", {1, 16, 3, 4, 5});
  const at::Tensor found = sample_volume(volume, at::tensor({-1.0F, -1.0F, -1.0F, 1.0F, 1.0F, 1.0F}).view({1, 2, 3}));
  EXPECT_TRUE(at::equal(found[0][0], volume[0].select(1, 0).select(1, 0).select(1, 0)));
  EXPECT_TRUE(at::equal(found[0][1], volume[0].select(1, 2).select(1, 3).select(1, 4)));
}

TEST(VolumeSampling, points_that_are_no_places_see_nothing) {
  const at::NoGradGuard no_grad;
  constexpr float kInfinite = std::numeric_limits<float>::infinity(), kNone = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor points =
      at::tensor({kInfinite, 0.0F, 0.0F, 0.0F, -kInfinite, 0.0F, 0.0F, 0.0F, kNone, 1e30F, 0.0F, 0.0F});
  EXPECT_EQ(sample_volume(at::ones({1, 16, 2, 2, 2}), points.view({1, 4, 3})).abs().sum().item<float>(), 0);
}

TEST(VolumeSampling, leaves_gradients_and_odd_channels_to_libtorch) {
  const at::Tensor points = at::zeros({1, 4, 3});
  EXPECT_FALSE(volume_sampling_applies(at::ones({1, 16, 2, 2, 2}).requires_grad_(true), points));
  EXPECT_FALSE(volume_sampling_applies(at::ones({1, 7, 2, 2, 2}), points));
  EXPECT_TRUE(volume_sampling_applies(at::ones({1, 16, 2, 2, 2}), points));
}

}  // namespace
}  // namespace syncdreamer
