#include "diffusion/noise_source.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(NoiseSourceGolden, draws_the_numbers_of_torch_randn) {
  const auto golden = GoldenCase::open("small-sampling-4steps");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("small-sampling-4steps");
  const NoiseSource noise = gaussian_noise(6033);
  for (const char* name : {"noise.posterior", "noise.initial", "noise.step0", "noise.step1", "noise.step2"}) {
    expect_matches(*golden, name, noise(golden->tensor(name).sizes()), 1e-6);
  }
}

TEST(NoiseSource, is_determined_by_its_seed) {
  EXPECT_TRUE(gaussian_noise(3)({4, 5}).equal(gaussian_noise(3)({4, 5})));
  EXPECT_FALSE(gaussian_noise(3)({4, 5}).equal(gaussian_noise(4)({4, 5})));
}

TEST(NoiseSource, every_sample_has_the_numbers_of_a_seed_of_its_own) {
  const NoiseSource together = gaussian_noise(3, 2), first = gaussian_noise(3), second = gaussian_noise(4);
  for (int call = 0; call < 2; ++call) {
    const at::Tensor drawn = together({2, 4, 5});
    EXPECT_TRUE(drawn.slice(0, 0, 1).equal(first({1, 4, 5})));
    EXPECT_TRUE(drawn.slice(0, 1, 2).equal(second({1, 4, 5})));
  }
}

TEST(NoiseSource, of_several_samples_takes_all_bits_of_the_first_seed) {
  const std::uint64_t high_bit = std::uint64_t{1} << 32;  // libtorch's generator takes the bits below
  EXPECT_FALSE(gaussian_noise(3, 2)({2, 5}).equal(gaussian_noise(3 + high_bit, 2)({2, 5})));
}

TEST(NoiseSource, goes_on_with_every_call) {
  const NoiseSource noise = gaussian_noise(3);
  EXPECT_FALSE(noise({4, 5}).equal(noise({4, 5})));
}

}  // namespace
}  // namespace syncdreamer
