#include "model/elevation_net.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "geometry/camera.h"
#include "nn/autocast.h"

namespace syncdreamer {
namespace {

constexpr int kFrameSide = 64, kFilled = 50;  // 200 of 256

/// A blue box on white in a picture of `side` pixels.
at::Tensor picture_of_box(int side, int left, int top, int width, int height) {
  at::Tensor picture = at::zeros({1, 4, side, side});
  picture.slice(1, 0, 3).fill_(1);
  at::Tensor box = picture.slice(2, top, top + height).slice(3, left, left + width);
  box.slice(1, 0, 2).fill_(0);
  box.slice(1, 3, 4).fill_(1);
  return picture;
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

/// A network that finds all pictures alike, with these odds.
void make_constant(ElevationNet& net, const at::Tensor& odds) {
  const at::NoGradGuard no_grad;
  initialize(net, 1);
  net.out->weight.zero_();
  net.out->bias.copy_(odds);
}

TEST(CutFrames, are_as_exact_where_networks_compute_in_smaller_numbers) {
  const at::Tensor picture = at::rand({1, 4, 96, 96}), expected = cut_frames(picture);
  const Autocast autocast(autocast_to(at::kCPU, at::kBFloat16));
  EXPECT_TRUE(cut_frames(picture).equal(expected));
}

TEST(CutFrames, bring_the_object_into_the_middle_at_its_usual_size) {
  const at::Tensor frame = cut_frames(picture_of_box(64, 3, 10, 20, 40))[0];
  ASSERT_EQ(frame.sizes(), (at::IntArrayRef{4, kFrameSide, kFrameSide}));
  const double filled = kFilled, area = filled * filled / 2;
  EXPECT_NEAR(frame[3].sum().item<double>(), area, 0.05 * area);
  const at::Tensor rows = frame[3].sum(1), columns = frame[3].sum(0);
  const at::Tensor place = at::arange(kFrameSide).to(at::kFloat);
  for (const at::Tensor& profile : {rows, columns})
    EXPECT_NEAR((profile * place).sum().item<double>() / profile.sum().item<double>(), (kFrameSide - 1) / 2.0, 0.05);
  EXPECT_NEAR((rows > 1).sum().item<double>(), filled, 2);
}

TEST(CutFrames, do_not_depend_on_the_size_and_place_of_the_object_in_the_picture) {
  const at::Tensor frame = cut_frames(picture_of_box(64, 4, 8, 24, 48));
  EXPECT_LT(largest_difference(frame, cut_frames(picture_of_box(64, 36, 12, 24, 48))), 1e-4);
  EXPECT_LT(largest_difference(frame, cut_frames(picture_of_box(128, 60, 20, 48, 96))), 0.3) << "an edge is smoother";
}

TEST(CutFrames, are_white_and_transparent_beyond_the_picture) {
  const at::Tensor frame = cut_frames(picture_of_box(32, 0, 0, 32, 32))[0];
  for (int channel = 0; channel < 3; ++channel) EXPECT_FLOAT_EQ(frame[channel][0][0].item<float>(), 1);
  EXPECT_FLOAT_EQ(frame[3][0][0].item<float>(), 0);
}

TEST(CutFrames, take_a_picture_of_nothing_as_a_whole) {
  const at::Tensor frame = cut_frames(at::ones({1, 4, 16, 16}) * at::tensor({1.F, 1.F, 1.F, 0.F}).view({4, 1, 1}))[0];
  EXPECT_FLOAT_EQ(frame.slice(0, 0, 3).min().item<float>(), 1);
  EXPECT_FLOAT_EQ(frame[3].max().item<float>(), 0);
}

TEST(CutFrames, move_and_grow_the_object_as_the_jitter_says) {
  const at::Tensor picture = picture_of_box(64, 10, 10, 30, 30), frame = cut_frames(picture);
  const double shift = 4.0 / kFrameSide;
  const at::Tensor moved =
      cut_frames(picture, {.shift = at::tensor({shift, -shift}, at::kFloat).view({1, 2}), .zoom = {}});
  EXPECT_LT(largest_difference(moved.slice(3, 4).slice(2, 0, 60), frame.slice(3, 0, 60).slice(2, 4)), 1e-4);
  const at::Tensor grown = cut_frames(picture, {.shift = {}, .zoom = at::full({1}, 1.1)});
  const double area = kFilled * kFilled * 1.1 * 1.1;
  EXPECT_NEAR(grown.select(1, 3).sum().item<double>(), area, 0.05 * area);
}

TEST(ElevationNet, one_certain_elevation_is_the_mean_and_has_no_deviation) {
  ElevationNet net({.enabled = true, .dims = {8, 16}});
  make_constant(net, at::where(ElevationNet::elevations_deg() == 25, at::full({25}, 0.0), at::full({25}, -100.0)));
  const ElevationEstimate estimate = net.estimate(at::rand({3, 4, 16, 16}));
  ASSERT_EQ(estimate.mean.sizes(), at::IntArrayRef{3});
  EXPECT_LT(largest_difference(estimate.mean, at::full({3}, radians(25))), 1e-5);
  EXPECT_LT(estimate.deviation.max().item<double>(), 1e-4);
}

TEST(ElevationNet, all_elevations_alike_have_the_deviation_of_a_uniform_distribution) {
  ElevationNet net({.enabled = true, .dims = {8, 16}});
  make_constant(net, at::zeros({25}));
  const ElevationEstimate estimate = net.estimate(at::rand({1, 4, 16, 16}));
  EXPECT_NEAR(degrees(estimate.mean.item<double>()), 15, 1e-3);
  EXPECT_NEAR(degrees(estimate.deviation.item<double>()), 2.5 * std::sqrt((25 * 25 - 1) / 12.0), 1e-2);
}

TEST(ElevationNet, estimates_the_same_of_a_mirrored_picture) {
  ElevationNet net({.enabled = true, .dims = {8, 16, 16}});
  initialize(net, 1);
  at::Tensor picture = picture_of_box(32, 4, 4, 20, 12);
  picture.slice(1, 0, 3).slice(3, 0, 12) *= 0.3;
  const at::Tensor mirrored = picture.flip(-1);
  ASSERT_GT(largest_difference(net.forward(cut_frames(picture)), net.forward(cut_frames(mirrored))), 1e-3);
  EXPECT_LT(largest_difference(net.estimate(picture).mean, net.estimate(mirrored).mean), 1e-6);
}

TEST(ElevationNet, sees_the_picture) {
  ElevationNet net({.enabled = true, .dims = {8, 16, 16}});
  initialize(net, 1);
  const at::Tensor low = picture_of_box(32, 4, 4, 20, 8), high = picture_of_box(32, 4, 4, 20, 20);
  EXPECT_GT(largest_difference(net.forward(cut_frames(low)), net.forward(cut_frames(high))), 1e-3);
}

}  // namespace
}  // namespace syncdreamer
