#include "model/linear_patch_path.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

constexpr std::int64_t kFactor = 4;

double largest(const at::Tensor& x) {
  return x.abs().max().item<double>();
}

class LinearPatchPath : public testing::Test {
 protected:
  LinearPatchPath() {
    at::manual_seed(1);
    initialize(encode_, 1);
    initialize(decode_, 2);
  }

  at::NoGradGuard no_grad_;
  PatchEncoder encode_{3, 5, kFactor};
  PatchDecoder decode_{3, 5, kFactor};
};

TEST_F(LinearPatchPath, both_ways_are_linear) {
  const at::Tensor a = at::randn({2, 3, 8, 8}), b = at::randn({2, 3, 8, 8});
  const at::Tensor x = at::randn({2, 5, 2, 2}), y = at::randn({2, 5, 2, 2});
  EXPECT_LT(largest(encode_.forward(2 * a - 3 * b) - (2 * encode_.forward(a) - 3 * encode_.forward(b))), 1e-4);
  EXPECT_LT(largest(decode_.forward(2 * x - 3 * y) - (2 * decode_.forward(x) - 3 * decode_.forward(y))), 1e-4);
}

TEST_F(LinearPatchPath, a_latent_sees_its_own_patch_alone) {
  at::Tensor picture = at::randn({1, 3, 12, 8});
  const at::Tensor before = encode_.forward(picture);
  picture[0][1][6][3] += 1;  // in the patch of row 1 and column 0
  const at::Tensor change = (encode_.forward(picture) - before).abs().sum(at::IntArrayRef{0, 1});
  EXPECT_EQ(change.sizes(), (at::IntArrayRef{3, 2}));
  EXPECT_GT(change[1][0].item<double>(), 0);
  change[1][0] = 0;
  EXPECT_EQ(largest(change), 0);

  at::Tensor latents = at::randn({1, 5, 3, 2});
  const at::Tensor picture_before = decode_.forward(latents);
  latents[0][2][1][0] += 1;
  const at::Tensor pixels = (decode_.forward(latents) - picture_before).abs().sum(at::IntArrayRef{0, 1}) > 0;
  EXPECT_EQ(pixels.sum().item<std::int64_t>(), kFactor * kFactor);
  EXPECT_TRUE(pixels.slice(0, 4, 8).slice(1, 0, 4).all().item<bool>());
}

TEST_F(LinearPatchPath, first_latents_begin_near_twice_the_mean_colour) {
  at::Tensor expected = at::zeros({5, 3, kFactor, kFactor});
  for (std::int64_t c = 0; c < 3; ++c) expected[c][c] = 2.0 / (kFactor * kFactor);
  const at::Tensor deviation = encode_.weight - expected;
  EXPECT_LT(largest(deviation), 0.06);
  EXPECT_NEAR(deviation.std().item<double>(), 0.01, 0.002);
  EXPECT_EQ(largest(encode_.bias), 0);
}

TEST_F(LinearPatchPath, at_full_rank_the_decoder_can_be_the_exact_inverse) {
  const std::int64_t rank = 3 * kFactor * kFactor;
  PatchEncoder encode(3, rank, kFactor);
  PatchDecoder decode(3, rank, kFactor);
  const at::Tensor matrix = at::eye(rank) + 0.05 * at::randn({rank, rank});
  encode.weight.copy_(matrix.view_as(encode.weight));
  encode.bias.zero_();
  decode.weight.copy_(at::inverse(matrix).view_as(decode.weight));
  decode.bias.zero_();
  const at::Tensor pictures = at::randn({2, 3, 8, 12});
  EXPECT_LT(largest(decode.forward(encode.forward(pictures)) - pictures), 1e-4);
}

}  // namespace
}  // namespace syncdreamer
