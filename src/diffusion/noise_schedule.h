#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <utility>

#include "core/named_enum.h"

namespace syncdreamer {

/// What the network predicts from a noisy sample x = sqrt(a) x0 + sqrt(1 - a) e, with a the cumulative alpha of its
/// timestep.
enum class Prediction {
  epsilon,  ///< the noise e (DDPM; the released model)
  v,        ///< sqrt(a) e - sqrt(1 - a) x0 (Salimans and Ho 2022)
};

constexpr auto enum_names(Prediction) {
  return std::array{std::pair{Prediction::epsilon, "epsilon"}, std::pair{Prediction::v, "v"}};
}

/// Training timesteps that a model may have: as many as the authors' models.
inline constexpr std::int64_t kMaxTimesteps = 1000;

struct NoiseScheduleOptions {
  std::int64_t num_timesteps = 1000;
  double beta_start = 0.00085;
  double beta_end = 0.012;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("num_timesteps", self.num_timesteps, "number of training timesteps");
    field("beta_start", self.beta_start, "noise variance added at the first timestep");
    field("beta_end", self.beta_end, "noise variance added at the last timestep");
  }
};

/// How much noise a sample carries at each training timestep; all tensors `[num_timesteps]` float32.
///
/// betas = linspace(sqrt(beta_start), sqrt(beta_end))^2, alphas = 1 - betas, all computed in float32 as the released
/// model does. The members are named as its buffers.
struct NoiseSchedule {
  explicit NoiseSchedule(const NoiseScheduleOptions& options = {});

  std::int64_t num_timesteps() const { return betas.size(0); }

  at::Tensor betas;
  at::Tensor alphas;
  at::Tensor alphas_cumprod;  ///< a: the share of the signal's variance that is left
  at::Tensor sqrt_alphas_cumprod;
  at::Tensor sqrt_one_minus_alphas_cumprod;
  at::Tensor posterior_variance;              ///< of DDPM's q(x_{t-1} | x_t, x_0)
  at::Tensor posterior_log_variance_clipped;  ///< its logarithm, at least -10
};

/// `values` `[B]`, one a sample, shaped to be multiplied with samples `like` `[B, ...]`, on their device.
at::Tensor per_sample(const at::Tensor& values, const at::Tensor& like);

/// The same for the values of one of the schedule's tables at `timesteps` `[B]`.
at::Tensor at_timesteps(const at::Tensor& table, const at::Tensor& timesteps, const at::Tensor& like);

// The conversions below take samples of any shape `[B, ...]` and `timesteps` `[B]` int64, one a sample.

/// sqrt(a) x0 + sqrt(1 - a) noise.
at::Tensor add_noise(const NoiseSchedule& schedule, const at::Tensor& x0, const at::Tensor& timesteps,
                     const at::Tensor& noise);

/// What a perfect network would predict from add_noise(x0, noise): the target of training.
at::Tensor prediction_target(const NoiseSchedule& schedule, Prediction prediction, const at::Tensor& x0,
                             const at::Tensor& timesteps, const at::Tensor& noise);

/// The clean sample that a predicted `output` means for the noisy sample `x`.
at::Tensor clean_from_output(const NoiseSchedule& schedule, Prediction prediction, const at::Tensor& output,
                             const at::Tensor& x, const at::Tensor& timesteps);

}  // namespace syncdreamer
