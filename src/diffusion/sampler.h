#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "diffusion/noise_schedule.h"
#include "diffusion/noise_source.h"

namespace syncdreamer {

/// How one step of a sampling follows from the network's predictions.
enum class SamplingMethod {
  ddim,   ///< DdimSampler: first order, with or without fresh noise; as released
  dpm,    ///< MultistepSampler, DPM-Solver++(2M)
  unipc,  ///< MultistepSampler, UniPC of order 2
};

constexpr auto enum_names(SamplingMethod) {
  using enum SamplingMethod;
  return std::array{std::pair{ddim, "ddim"}, std::pair{dpm, "dpm"}, std::pair{unipc, "unipc"}};
}

/// Where on the training timesteps the steps of a sampling lie.
enum class TimestepSpacing {
  leading,   ///< 1 + floor(k T / S): the released model's; the first step starts below the highest noise
  trailing,  ///< ceil((k + 1) T / S) - 1: the first step is at the highest noise, better with few steps
};

constexpr auto enum_names(TimestepSpacing) {
  return std::array{std::pair{TimestepSpacing::leading, "leading"}, std::pair{TimestepSpacing::trailing, "trailing"}};
}

/// Sampling ends where the model's options say (default_last_timestep); without such, at the schedule's first timestep.
inline constexpr std::int64_t kModelLastTimestep = -1;

struct SamplingOptions {
  SamplingMethod method = SamplingMethod::ddim;
  std::int64_t num_steps = 50;
  double eta = 1.0;
  TimestepSpacing spacing = TimestepSpacing::leading;
  std::int64_t last_timestep = kModelLastTimestep;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("sampler", self.method, "ddim (as released), or dpm or unipc: second order, good with 10 to 25 steps");
    field("steps", self.num_steps, "number of denoising steps, 1 to 1000");
    field("eta", self.eta,
          "fresh noise of ddim, 0 to 1: 0 is deterministic, 1 adds as much as DDPM; dpm and unipc add none");
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
std::vector<std::int64_t> sampling_timesteps(std::int64_t num_timesteps, const SamplingOptions& options);

/// Predicts from noisy samples what the sampler's Prediction says, at a training timestep.
/// `step` counts the calls of one sampling from 0.
using Denoiser = std::function<at::Tensor(const at::Tensor& x, std::int64_t timestep, std::int64_t step)>;

/// What an observer of a sampling sees after each step.
struct SamplingProgress {
  std::int64_t step;  ///< 0 is the first executed, the noisiest
  std::int64_t num_steps;
  std::int64_t timestep;
  const at::Tensor& epsilon;  ///< the noise predicted in this step
  const at::Tensor& clean;    ///< the clean sample predicted in this step
  const at::Tensor& x;        ///< the sample after this step
};

/// Called after each step; returns false to stop the sampling.
using SamplingObserver = std::function<bool(const SamplingProgress&)>;

/// Takes noise to samples along the timesteps of its options. It keeps nothing between samplings.
///
/// If steps below last_timestep are left out, the result is the clean prediction of the last step: smooth where the
/// network cannot tell small noise from detail. Else the last step leads to the schedule's first timestep.
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// \param x      `[B, ...]` initial noise, on the denoiser's device.
  /// \param noise  fresh noise with the shape of x, for methods that add some.
  /// \return the samples, or nothing if the observer stopped the sampling.
  virtual std::optional<at::Tensor> sample(at::Tensor x, const Denoiser& denoiser, const NoiseSource& noise,
                                           const SamplingObserver& observer = {}) const = 0;

  std::int64_t num_steps() const { return std::ssize(steps_); }

  /// The timestep of a step; step 0 is the first, the noisiest.
  std::int64_t timestep_of(std::int64_t step) const { return step_of(step).timestep; }

  /// The cumulative alpha where a step begins.
  float alpha_cumprod_before(std::int64_t step) const { return step_of(step).alpha_cumprod; }

  /// Where it leads: to the next step, the last one to the schedule's first timestep.
  float alpha_cumprod_after(std::int64_t step) const {
    return is_last(step) ? end_alpha_cumprod_ : alpha_cumprod_before(step + 1);
  }

 protected:
  /// \throws InputError for a number of steps or a last timestep out of range.
  Sampler(const NoiseSchedule& schedule, const SamplingOptions& options, Prediction prediction);

  struct Estimate {
    at::Tensor epsilon, clean;
  };

  /// What the denoiser says of x in a step.
  Estimate estimate(const at::Tensor& x, const Denoiser& denoiser, std::int64_t step) const;

  bool is_last(std::int64_t step) const { return step == num_steps() - 1; }

  /// Whether a step is the last one, and its result its clean prediction.
  bool ends_clean(std::int64_t step) const { return is_last(step) && leaves_out_steps_; }

 private:
  struct Step {
    std::int64_t timestep;
    float alpha_cumprod;
  };
  const Step& step_of(std::int64_t step) const { return steps_.at(static_cast<std::size_t>(step)); }

  Prediction prediction_;
  std::vector<Step> steps_;  ///< without those that are left out
  float end_alpha_cumprod_;  ///< of the schedule's first timestep
  bool leaves_out_steps_;
};

/// The sampler that `options.method` names. \throws InputError for options out of range.
std::unique_ptr<Sampler> make_sampler(const NoiseSchedule& schedule, const SamplingOptions& options,
                                      Prediction prediction = Prediction::epsilon);

}  // namespace syncdreamer
