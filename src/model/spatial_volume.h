#pragma once

#include <torch/nn/module.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/named_enum.h"
#include "model/frustum_volume.h"
#include "model/target_view_encoder.h"
#include "model/volume_block.h"
#include "model/volume_projection.h"
#include "nn/layers.h"

namespace syncdreamer {

/// How the features of N views become one feature of a voxel.
enum class Pooling {
  concatenate,    ///< by channel, in the order of the views: the released model, one fixed N
  mean_variance,  ///< mean and variance over the views that see the voxel: any N
};

constexpr auto enum_names(Pooling) {
  return std::array{std::pair{Pooling::concatenate, "concatenate"}, std::pair{Pooling::mean_variance, "mean_variance"}};
}

struct SpatialVolumeOptions {
  std::int64_t volume_size = 32;
  std::vector<std::int64_t> volume_dims{64, 128, 256, 512};
  std::int64_t view_channels = 16;
  Pooling pooling = Pooling::concatenate;
  std::int64_t extra_channels = 0;
  std::int64_t num_depths = 48;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("volume_size", self.volume_size, "voxels along each side of the spatial volume");
    field("volume_dims", self.volume_dims, "channels of the volume networks' levels, each a multiple of 8");
    field("view_channels", self.view_channels, "channels that each noisy view contributes");
    field("pooling", self.pooling, "how views are joined in a voxel: concatenate or mean_variance");
    field("extra_channels", self.extra_channels, "channels of further features given with the views");
    field("num_depths", self.num_depths, "depth planes of a view's frustum");
  }
};

/// The U-shaped 3-D network on the unprojected features of all views.
///
/// Children for L levels: init_conv, conv0; for each level k below the first conv(2k-1) (halves), conv(2k)_0,
/// conv(2k)_1; then conv(2L-1), ... (double).
class SpatialTime3DNet : public torch::nn::Module {
 public:
  SpatialTime3DNet(std::int64_t in_channels, std::int64_t time_embed_dim, const std::vector<std::int64_t>& dims);

  /// \param x        `[B, C, V, V, V]`, V divisible by 2^(levels - 1).
  /// \param t_embed  `[B, time_embed_dim]`.
  /// \return `[B, dims[0], V, V, V]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t_embed);

  std::shared_ptr<Conv3d> init_conv;
  std::shared_ptr<VolumeBlock> conv0;

 private:
  std::vector<std::array<std::shared_ptr<VolumeBlock>, 3>> down_;
  std::vector<std::shared_ptr<VolumeBlock>> up_;  // from the lowest level upwards
};

/// The 3-D features that synchronize the views: built from all noisy views, read in every view's frustum (paper
/// section 4.2).
class SpatialVolume : public torch::nn::Module {
 public:
  struct Dimensions {
    std::int64_t num_views = 16;  ///< matters to Pooling::concatenate alone
    std::int64_t latent_channels = 4;
    std::int64_t latent_size = 32;
    std::int64_t time_embed_dim = 256;
  };

  SpatialVolume(const SpatialVolumeOptions& options, const Dimensions& dimensions);

  /// The grids for cameras, to be made once for many calls.
  ProjectionGrids grids(const ViewCameras& cameras) const;

  /// The networks compute in the type of their weights, whatever that of the inputs; volumes are of that type.
  at::ScalarType scalar_type() const { return spatial_volume_feats->init_conv->weight.scalar_type(); }

  /// The features of all views in each voxel, the input of spatial_volume_feats.
  ///
  /// \param x        `[B, N, C, h, h]` noisy latents.
  /// \param t_embed  `[B, time_embed_dim]`.
  /// \param v_embed  `[B, N, 4]`, see viewpoint_embedding.
  /// \param extra    `[B, extra_channels, V, V, V]`, undefined if there are none.
  /// \return `[B, C, V, V, V]`.
  at::Tensor gather_views(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed,
                          const ProjectionGrids& grids, const at::Tensor& extra = {});

  /// The spatial volume `[B, volume_dims[0], V, V, V]`; arguments as gather_views.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t_embed, const at::Tensor& v_embed,
                     const ProjectionGrids& grids, const at::Tensor& extra = {});

  /// The pyramids of K target views of each sample.
  ///
  /// \param volume        `[B, C, V, V, V]` from forward.
  /// \param t_embed       `[B, time_embed_dim]`.
  /// \param v_embed       `[B, K, 4]` of the target views.
  /// \param view_indices  `[B, K]` int64: which of the grids' views they are.
  /// \return for each level k `[B K, volume_dims[k], D / 2^k, h / 2^k, h / 2^k]`.
  std::vector<at::Tensor> frustum_volumes(const at::Tensor& volume, const at::Tensor& t_embed,
                                          const at::Tensor& v_embed, const at::Tensor& view_indices,
                                          const ProjectionGrids& grids);

  std::shared_ptr<TargetViewEncoder> target_encoder;
  std::shared_ptr<SpatialTime3DNet> spatial_volume_feats;
  std::shared_ptr<FrustumTV3DNet> frustum_volume_feats;

 private:
  SpatialVolumeOptions options_;
  Dimensions dimensions_;
};

}  // namespace syncdreamer
