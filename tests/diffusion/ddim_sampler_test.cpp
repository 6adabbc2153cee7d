#include "diffusion/ddim_sampler.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/diffusion/gaussian_denoiser.h"
#include "tests/support/golden_case.h"
#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

constexpr GaussianData kData;

TEST(DdimSamplerGolden, has_the_reference_coefficients) {
  const auto golden = GoldenCase::open("schedule");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("schedule");
  for (const int steps : {2, 4, 20, 50, 200}) {
    for (const int eta : {0, 1}) {
      const DdimSampler sampler(NoiseSchedule(), {.num_steps = steps, .eta = static_cast<double>(eta)});
      const std::string prefix = "ddim" + std::to_string(steps) + ".eta" + std::to_string(eta) + ".";
      std::vector<std::int64_t> timesteps;
      std::vector<float> before, after, sigmas;
      for (std::int64_t step = sampler.num_steps() - 1; step >= 0; --step) {  // the reference's order
        timesteps.push_back(sampler.timestep_of(step));
        before.push_back(sampler.alpha_cumprod_before(step));
        after.push_back(sampler.alpha_cumprod_after(step));
        sigmas.push_back(sampler.sigma(step));
      }
      EXPECT_TRUE(at::tensor(timesteps).equal(golden->tensor(prefix + "timesteps")));
      EXPECT_TRUE(at::tensor(before).equal(golden->tensor(prefix + "alphas")));
      EXPECT_TRUE(at::tensor(after).equal(golden->tensor(prefix + "alphas_prev")));
      expect_matches(*golden, prefix + "sigmas", at::tensor(sigmas), 1e-6);
      expect_matches(*golden, prefix + "sqrt_one_minus_alphas", (1 - at::tensor(before)).sqrt(), 1e-6);
    }
  }
}

TEST(DdimSampler, with_eta_zero_is_deterministic_and_draws_no_noise) {
  const NoiseSchedule schedule;
  const DdimSampler sampler(schedule, {.num_steps = 10, .eta = 0});
  const at::Tensor x = gaussian_noise(1)({50});
  const NoiseSource none = [](at::IntArrayRef) -> at::Tensor { throw std::logic_error("noise drawn"); };
  const Denoiser denoiser = kData.denoiser(schedule);
  EXPECT_TRUE(sampler.sample(x, denoiser, none)->equal(*sampler.sample(x, denoiser, none)));
}

TEST(DdimSampler, draws_noise_in_every_step_but_the_last) {
  const NoiseSchedule schedule;
  int num_drawn = 0;
  const NoiseSource noise = [&](at::IntArrayRef shape) {
    ++num_drawn;
    return at::zeros(shape);
  };
  DdimSampler(schedule, {.num_steps = 7}).sample(at::zeros({3}), kData.denoiser(schedule), noise);
  EXPECT_EQ(num_drawn, 6);
}

// Steps that stop early leave the expected value of the clean sample, whose spread is known: with a the cumulative
// alpha of the last step, a sample's expected clean value deviates by s^2 sqrt(a / (a s^2 + 1 - a)).
TEST(DdimSampler, that_ends_early_gives_the_expected_clean_sample) {
  const NoiseSchedule schedule;
  const SamplingOptions options{.num_steps = 100, .last_timestep = 301};
  const DdimSampler sampler(schedule, options);
  EXPECT_EQ(sampler.num_steps(), 70);
  const double a = schedule.alphas_cumprod[301].item<double>(), variance = kData.deviation * kData.deviation;
  const NoiseSource noise = gaussian_noise(5);
  const at::Tensor samples = *sampler.sample(noise({20000}), kData.denoiser(schedule), noise);
  EXPECT_NEAR(samples.mean().item<double>(), kData.mean, 0.02);
  EXPECT_NEAR(samples.std().item<double>(), variance * std::sqrt(a / (a * variance + 1 - a)), 0.02);
}

TEST(DdimSampler, refuses_an_eta_outside_of_0_to_1) {
  for (const double eta : {-1.0, 1.01, std::nan("")}) {
    const std::string refusal = refusal_of([&] { DdimSampler(NoiseSchedule(), {.eta = eta}); });
    EXPECT_THAT(refusal, testing::StartsWith("--eta: found")) << eta;
  }
}

}  // namespace
}  // namespace syncdreamer
