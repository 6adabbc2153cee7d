#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/progress.h"
#include "neus/neus_loss.h"
#include "neus/neus_renderer.h"
#include "neus/ray_batch.h"
#include "nn/adamw.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// The defaults are those of the paper's authors.
struct NeusFitOptions {
  std::int64_t num_steps = 2000;        ///< training steps
  std::int64_t num_random_rays = 3584;  ///< rays of a step from anywhere in the pictures
  std::int64_t num_object_rays =
      512;  ///< rays of a step from pixels that are not white, or of a white object within its masks
  std::int64_t rays_at_once = 1024;     ///< rays in memory at the same time; does not change the result
  double learning_rate = 5e-4;          ///< learning rate after the warm-up
  std::int64_t warmup_steps = 100;      ///< steps of linear warm-up from 2 % of the learning rate
  std::int64_t decay_every = 1000;      ///< steps after which the learning rate falls
  double decay = 0.1414213562373095;    ///< factor by which it falls
  std::int64_t sharpening_steps = 200;  ///< steps until surfaces turned away from a ray are ignored
  NeusLossOptions loss{};               ///< weights of the losses
  std::uint64_t seed = 0;               ///< seed of the rays
};

/// The learning rate of step `step` (from 0).
double neus_learning_rate(const NeusFitOptions& options, std::int64_t step);

/// Trains a NeusRenderer, wherever its parameters are, to show an object as its pictures do.
class NeusFit {
 public:
  /// \throws InputError if all pictures are white.
  NeusFit(NeusRenderer& renderer, const std::vector<ReconstructionView>& views, const NeusFitOptions& options = {});

  /// Makes a step. If its loss is not finite, the step before is undone instead and the learning rate halved.
  ///
  /// \param reporter  is asked several times whether to stop.
  /// \return the loss before the step; nothing if it was stopped, and then it does not count.
  /// \throws InputError when a step is undone for the ninth time.
  std::optional<double> step(const Reporter& reporter = {});

  /// Seconds that all steps take, told from as many rays as are in memory at once. What the fit does next does not
  /// depend on it.
  double estimate_seconds();

  /// Makes all steps that are left. Progress is reported as stage `neus`, in steps; an estimate of more than a minute
  /// as a warning.
  ///
  /// \return false if it was stopped.
  bool run(const Reporter& reporter = {});

  /// The losses of the last step, without weights: rendering, mask, eikonal.
  const std::array<double, 3>& last_losses() const { return last_losses_; }

 private:
  struct State {
    std::vector<at::Tensor> parameters;
    std::vector<AdamWMoments> moments;
    std::int64_t num_steps_made = 0;
  };

  RayBatch draw_rays();
  std::optional<double> accumulate_gradients(const RayBatch& batch, const Reporter& reporter);
  State copy_state() const;
  void undo_step();

  NeusRenderer& renderer_;
  NeusFitOptions options_;
  RayBatch rays_;
  at::Tensor object_rays_;  // numbers of the rays that see the object
  at::Generator generator_;
  State state_;   // `parameters` are the renderer's own
  State before_;  // the last step
  int num_undone_ = 0;
  double learning_rate_scale_ = 1;
  std::array<double, 3> last_losses_{};
};

}  // namespace syncdreamer
