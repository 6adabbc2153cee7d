#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/residual_unet.h"
#include "model/volume_renderer.h"
#include "nn/layers.h"

namespace syncdreamer {

struct LiftedVolumeOptions {
  bool enabled = false;  ///< off for the released model
  int image_size = 64;
  std::vector<std::int64_t> encoder_dims{32, 48, 96, 128};
  std::int64_t feature_channels = 24;
  int volume_size = 32;
  int refinement = 1;
  std::vector<std::int64_t> volume_dims{16, 32, 64, 128};
  int num_samples = 40;
  double surface_density = 3;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("enabled", self.enabled, "lift the input picture into a volume of density and colour");
    field("image_size", self.image_size, "side of the input picture, pixels");
    field("encoder_dims", self.encoder_dims, "channels of the picture encoder, from full to lowest resolution");
    field("feature_channels", self.feature_channels, "picture features that are lifted, at half resolution");
    field("volume_size", self.volume_size, "voxels a side");
    field("refinement", self.refinement, "voxels of density and colour a side, for each voxel of the network");
    field("volume_dims", self.volume_dims, "channels of the volume network, from full to lowest resolution");
    field("num_samples", self.num_samples, "samples a ray when the volume is rendered");
    field("surface_density", self.surface_density, "density where the object's surface is, per object unit");
  }

  /// What a voxel samples: features, colour, opacity, place and depth.
  std::int64_t sampled_channels() const { return feature_channels + 8; }

  /// Channels of LiftedVolume::features.
  std::int64_t lifted_channels() const { return volume_dims.front() + 4; }
};

/// What one picture says about the object in space, in a world whose azimuth 0 is the input camera's.
struct LiftedVolume {
  at::Tensor density;   ///< `[B, R V, R V, R V]`, >= 0, per object unit, indexed z, y, x; R is `refinement`
  at::Tensor color;     ///< `[B, 3, R V, R V, R V]` in [0, 1]
  at::Tensor features;  ///< `[B, C, V, V, V]`: the volume network's last features, mean colour and opacity of a voxel
};

/// Lifts a picture into a volume through its known camera, and completes it by a 3-D network.
///
/// Not in the paper: it gives small models, trained from scratch, the geometry that the released one inherits from
/// Zero123's pretraining. Every voxel samples the picture's colour, opacity and encoded features where the input camera
/// sees it; a U-shaped 3-D network turns them into density, colour and features. Trained with a rendering loss on the
/// other views (render_volume).
class LiftedVolumeNet : public torch::nn::Module {
 public:
  explicit LiftedVolumeNet(const LiftedVolumeOptions& options);

  /// \param picture    `[B, 4, S, S]`: RGB over white in [0, 1], then opacity in [0, 1].
  /// \param elevation  `[B]` of the input camera, radians.
  LiftedVolume forward(const at::Tensor& picture, const at::Tensor& elevation);

  /// Where the object is: `[B, R V, R V, R V]`, 0 to 1, more than one half inside. Averaged over neighbours, so that
  /// the refined voxels of a voxel, which come from channels of their own, leave no steps in the surface.
  at::Tensor occupancy(const LiftedVolume& volume) const;

  /// Pictures of the volume from cameras `[B, K, 3, 4]`, as render_volume returns them.
  at::Tensor render(const LiftedVolume& volume, const at::Tensor& cam_from_world, int size) const;

  std::shared_ptr<ResidualUNet<Conv2d>> encoder;
  std::shared_ptr<Conv2d> to_features;
  std::shared_ptr<Conv3d> reduce;
  std::shared_ptr<ResidualUNet<Conv3d>> completion;
  std::shared_ptr<GroupNorm> out_norm;
  std::shared_ptr<Conv3d> out;  ///< density, gate, and colour of each voxel, times its refined voxels

  const LiftedVolumeOptions& options() const { return options_; }

 private:
  /// Where the input camera sees `side`^3 voxels: `[B, side^3, 2]` in [-1, 1] (grid_sampler's), and depth - 1.5.
  std::array<at::Tensor, 2> project_voxels(const at::Tensor& elevation, std::int64_t side) const;

  /// Colour and opacity of the network's voxels, means over their refined ones: `[B, 4, V, V, V]`.
  at::Tensor mean_fields(const LiftedVolume& volume) const;

  LiftedVolumeOptions options_;
};

}  // namespace syncdreamer
