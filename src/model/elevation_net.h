#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/layers.h"

namespace syncdreamer {

struct ElevationNetOptions {
  bool enabled = false;  ///< off for the released model
  std::vector<std::int64_t> dims{24, 32, 64, 96, 96};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("enabled", self.enabled, "estimate the elevation of the input picture's camera");
    field("dims", self.dims, "channels of the network, from half to lowest resolution");
  }
};

/// How high cameras stand above their objects, as far as their pictures tell.
struct ElevationEstimate {
  at::Tensor mean;       ///< `[B]`, radians
  at::Tensor deviation;  ///< `[B]`, radians: standard deviation
};

/// Offset and zoom of the objects in their frames, by which cut_frames departs from the middle and the usual size.
struct FrameJitter {
  at::Tensor shift;  ///< `[B, 2]` to the right and down, sides of the frame
  at::Tensor zoom;   ///< `[B]`, 1 for the usual size
};

/// Cuts objects out of pictures, so that what is learned does not depend on how large they are and where they stand:
/// the box around what is more than half opaque comes into the middle, its longer side fills 200 of 256 pixels.
///
/// \param pictures  `[B, 4, S, S]` in [0, 1]: RGB over white, opacity. Where nothing is opaque, all is taken.
/// \return `[B, 4, 64, 64]`.
at::Tensor cut_frames(const at::Tensor& pictures, const FrameJitter& jitter = {});

/// Estimates from a picture how high its camera stands above the object, between -15 and 45 degrees.
///
/// Not in the paper, which asks its user for the elevation; a wrong one costs much (docs/training.md). Blocks of
/// convolutions, halved between them, end in a distribution over elevations.
class ElevationNet : public torch::nn::Module {
 public:
  static constexpr double kLowestDeg = -15, kHighestDeg = 45;

  explicit ElevationNet(const ElevationNetOptions& options);

  /// \param frames  as cut_frames makes them.
  /// \return `[B, E]` logits of the elevations of `elevations_deg`.
  at::Tensor forward(const at::Tensor& frames);

  /// Of pictures as cut_frames takes them, without gradients: the mean of what is said of each and of its mirror image.
  ElevationEstimate estimate(const at::Tensor& pictures);

  /// The elevations of forward's logits, `[E]`: every 2.5 degrees from the lowest to the highest, a little beyond both
  /// ends of the training range.
  static at::Tensor elevations_deg();

  std::shared_ptr<Conv2d> in;
  std::shared_ptr<ModuleList> blocks;
  std::shared_ptr<GroupNorm> out_norm;
  std::shared_ptr<Linear> out;
};

}  // namespace syncdreamer
