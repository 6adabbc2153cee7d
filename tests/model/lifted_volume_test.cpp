#include "model/lifted_volume.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "model/camera_tensors.h"

namespace syncdreamer {
namespace {

LiftedVolumeOptions small_options() {
  return {.enabled = true,
          .image_size = 32,
          .encoder_dims = {8, 16, 16},
          .feature_channels = 8,
          .volume_size = 8,
          .volume_dims = {8, 16, 16},
          .num_samples = 16};
}

/// A disc of one colour in the middle of the picture, and its opacity.
at::Tensor disc_picture(double red, double green, double blue) {
  const at::Tensor axis = at::arange(32).to(at::kFloat) - 15.5;
  const at::Tensor inside = (axis.square().unsqueeze(0) + axis.square().unsqueeze(1) < 100).to(at::kFloat);
  std::vector<at::Tensor> channels;
  for (const double value : {red, green, blue}) channels.push_back(inside * value + (1 - inside));
  channels.push_back(inside);
  return at::stack(channels).unsqueeze(0);
}

at::Tensor ring_poses(int count) {
  const at::Tensor azimuth = (at::arange(count).to(at::kFloat) * (2 * M_PI / count)).unsqueeze(0);
  return camera_poses(azimuth, at::full_like(azimuth, M_PI / 6));
}

TEST(LiftedVolume, shapes_and_ranges_are_as_documented) {
  LiftedVolumeNet network(small_options());
  initialize(network, 1);
  const LiftedVolume volume = network.forward(at::rand({2, 4, 32, 32}), at::zeros({2}));
  EXPECT_EQ(volume.density.sizes(), (at::IntArrayRef{2, 8, 8, 8}));
  EXPECT_EQ(volume.color.sizes(), (at::IntArrayRef{2, 3, 8, 8, 8}));
  EXPECT_EQ(volume.features.sizes(), (at::IntArrayRef{2, small_options().lifted_channels(), 8, 8, 8}));
  EXPECT_GE(volume.density.min().item<double>(), 0);
  EXPECT_GE(volume.color.min().item<double>(), 0);
  EXPECT_LE(volume.color.max().item<double>(), 1);
}

TEST(LiftedVolume, channels_of_a_voxel_become_its_refined_voxels_in_the_order_z_y_x) {
  LiftedVolumeOptions options = small_options();
  options.refinement = 2;
  LiftedVolumeNet network(options);
  initialize(network, 1);
  const at::NoGradGuard no_grad;
  network.out->weight.zero_();
  network.out->bias.slice(0, 0, 8).copy_(at::arange(8));  // density comes first
  const LiftedVolume volume = network.forward(at::rand({2, 4, 32, 32}), at::zeros({2}));
  ASSERT_EQ(volume.density.sizes(), (at::IntArrayRef{2, 16, 16, 16}));
  EXPECT_EQ(volume.color.sizes(), (at::IntArrayRef{2, 3, 16, 16, 16}));
  EXPECT_EQ(volume.features.sizes(), (at::IntArrayRef{2, options.lifted_channels(), 8, 8, 8}));
  for (int i = 0; i < 8; ++i) {
    const int z = 10 + (i >> 2), y = 4 + ((i >> 1) & 1), x = 6 + (i & 1);
    EXPECT_NEAR(volume.density[1][z][y][x].item<double>(), 20 * std::log1p(std::exp(i - 3.0)), 1e-4) << i;
  }
}

TEST(LiftedVolume, occupancy_is_one_half_at_the_surface_density_and_without_steps_between_refined_voxels) {
  LiftedVolumeOptions options = small_options();
  options.surface_density = 6;
  const LiftedVolumeNet network(options);
  LiftedVolume volume;
  volume.density = at::zeros({2, 8, 8, 8});
  volume.density[0].slice(0, 0, 4).fill_(6);     // the lower half
  volume.density[1].slice(2, 0, 8, 2).fill_(6);  // every other plane of x
  const at::Tensor occupancy = network.occupancy(volume);
  ASSERT_EQ(occupancy.sizes(), volume.density.sizes());
  EXPECT_NEAR(occupancy[0][2][4][4].item<double>(), 0.5, 1e-6);
  EXPECT_NEAR(occupancy[0][3][4][4].item<double>(), 0.375, 1e-6) << "beside the empty half";
  EXPECT_NEAR(occupancy[0][6][4][4].item<double>(), 0, 1e-6);
  for (int x = 1; x < 7; ++x) EXPECT_NEAR(occupancy[1][4][4][x].item<double>(), 0.25, 1e-6) << x;
  volume.density.fill_(18);
  EXPECT_NEAR(network.occupancy(volume)[1][4][4][4].item<double>(), 0.75, 1e-6);
}

TEST(LiftedVolume, every_parameter_receives_a_gradient) {
  LiftedVolumeNet network(small_options());
  initialize(network, 1);
  // The second convolution of a block starts at zero, which hides the first from the loss.
  for (auto& item : network.named_parameters()) {
    if (item.key().find("conv2.weight") != std::string::npos) {
      const at::NoGradGuard no_grad;
      item.value().normal_(0, 0.1);
    }
  }
  const LiftedVolume volume = network.forward(disc_picture(0.8, 0.2, 0.1), at::full({1}, 0.3));
  network.render(volume, ring_poses(3), 16).square().sum().backward();
  for (const auto& item : network.named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_GT(item.value().grad().abs().max().item<double>(), 0) << item.key();
  }
}

TEST(LiftedVolume, learns_one_object_from_its_views) {
  // A ball seen from three sides: a few steps of gradient descent must bring the views close to the truth.
  LiftedVolumeNet network(small_options());
  initialize(network, 1);
  const at::Tensor picture = disc_picture(0.8, 0.2, 0.1), elevation = at::full({1}, M_PI / 6);
  const at::Tensor truth = picture.unsqueeze(1).expand({1, 3, 4, 32, 32});
  double first = 0, last = 0;
  for (int step = 0; step < 60; ++step) {
    const at::Tensor views = network.render(network.forward(picture, elevation), ring_poses(3), 32);
    const at::Tensor loss = (views - truth).square().mean();
    last = loss.item<double>();
    if (step == 0) first = last;
    loss.backward();
    const at::NoGradGuard no_grad;
    for (at::Tensor& parameter : network.parameters()) {
      if (parameter.grad().defined()) parameter.sub_(parameter.grad(), 0.2);
      parameter.mutable_grad().reset();
    }
  }
  EXPECT_LT(last, 0.4 * first);
}

}  // namespace
}  // namespace syncdreamer
