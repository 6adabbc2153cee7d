#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "diffusion/noise_schedule.h"
#include "diffusion/noise_source.h"

namespace syncdreamer {

/// Where on the training timesteps the steps of a sampling lie.
enum class TimestepSpacing {
  leading,   ///< 1 + floor(k T / S): the released model's; the first step starts below the highest noise
  trailing,  ///< ceil((k + 1) T / S) - 1: the first step is at the highest noise, better with few steps
};

constexpr auto enum_names(TimestepSpacing) {
  return std::array{std::pair{TimestepSpacing::leading, "leading"}, std::pair{TimestepSpacing::trailing, "trailing"}};
}

struct DdimOptions {
  std::int64_t num_steps = 50;
  double eta = 1.0;
  TimestepSpacing spacing = TimestepSpacing::leading;
  std::int64_t last_timestep = 0;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("steps", self.num_steps, "number of denoising steps, 1 to 1000");
    field("eta", self.eta, "0 is deterministic, 1 adds as much noise as DDPM");
    field("spacing", self.spacing, "where the steps lie: leading (as released) or trailing (better with few steps)");
    field(
        "last_timestep", self.last_timestep,
        "steps below this timestep are left out, the last one gives its clean prediction; -1: the model's own choice");
  }
};

/// The timesteps of a sampling, ascending and distinct: exactly `num_steps` of them, each in [0, num_timesteps).
///
/// Leading: where num_steps divides num_timesteps these are the authors' range(0, T, T / S) + 1; for other counts, of
/// which that rule makes more steps than asked for, they are spaced as evenly as integers allow. All T timesteps are 0
/// .. T - 1.
///
/// \throws InputError unless 1 <= num_steps <= num_timesteps.
std::vector<std::int64_t> ddim_timesteps(std::int64_t num_timesteps, const DdimOptions& options);

/// Predicts from noisy samples what the sampler's Prediction says, at a training timestep.
/// `step` counts the calls of one sampling from 0.
using Denoiser = std::function<at::Tensor(const at::Tensor& x, std::int64_t timestep, std::int64_t step)>;

/// What an observer of a sampling sees after each step.
struct DdimProgress {
  std::int64_t step;  ///< 0 is the first executed, the noisiest
  std::int64_t num_steps;
  std::int64_t timestep;
  const at::Tensor& epsilon;  ///< the noise predicted in this step
  const at::Tensor& clean;    ///< the clean sample predicted in this step
  const at::Tensor& x;        ///< the sample after this step
};

/// Called after each step; returns false to stop the sampling.
using DdimObserver = std::function<bool(const DdimProgress&)>;

/// Denoising diffusion implicit models (Song et al. 2020): removes noise in few large steps.
///
/// With a and b the cumulative alphas at a step's timestep and at the next lower one (the schedule's first for the last
/// step), e the predicted noise and z fresh noise:
///     x0 = (x - sqrt(1 - a) e) / sqrt(a)
///     sigma = eta sqrt((1 - b) / (1 - a) (1 - a / b))
///     x <- sqrt(b) x0 + sqrt(max(1 - b - sigma^2, 1e-7)) e + sigma z
/// The last step adds no noise, and draws none. If steps below last_timestep are left out, the result is its x0: smooth
/// where the network cannot tell small noise from detail.
class DdimSampler {
 public:
  /// \throws InputError for a number of steps or a last timestep out of range, or a negative eta.
  DdimSampler(const NoiseSchedule& schedule, const DdimOptions& options, Prediction prediction = Prediction::epsilon);

  /// Takes noise to samples.
  ///
  /// \param x      `[B, ...]` initial noise, on the denoiser's device.
  /// \param noise  called once a step but the last, with the shape of x; never when eta is 0.
  /// \return the samples, or nothing if the observer stopped the sampling.
  std::optional<at::Tensor> sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                   const DdimObserver& observer = {}) const;

  std::int64_t num_steps() const { return static_cast<std::int64_t>(timesteps_.size()) - num_left_out_; }

  /// Ascending; the last is the first executed. The coefficients below are in the same order, float32 values.
  const std::vector<std::int64_t>& timesteps() const { return timesteps_; }
  const std::vector<float>& alphas() const { return alphas_; }
  const std::vector<float>& alphas_prev() const { return alphas_prev_; }
  const std::vector<float>& sigmas() const { return sigmas_; }
  const std::vector<float>& sqrt_one_minus_alphas() const { return sqrt_one_minus_alphas_; }

 private:
  Prediction prediction_;
  std::vector<std::int64_t> timesteps_;
  std::int64_t num_left_out_ = 0;  // of the lowest timesteps
  std::vector<float> alphas_, alphas_prev_, sigmas_, sqrt_one_minus_alphas_;
};

}  // namespace syncdreamer
