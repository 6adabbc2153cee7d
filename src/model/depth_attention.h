#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

struct DepthTransformerOptions {
  std::int64_t channels = 320;   ///< of the feature map
  std::int64_t volume_dim = 64;  ///< channels of the frustum volume
  std::int64_t num_heads = 4;    ///< each of volume_dim / 2 channels
  std::int64_t norm_groups = 8;
  bool attends = true;  ///< false: the mean of each ray's voxels instead of attention to them
};

/// Attention of every pixel to the voxels on its ray (paper section 4.2); softmax over depth.
///
/// Keys and values are never made: the query is carried into the volume's channels by the transposed key weights, and
/// the attended voxel carried out by the value weights, which is exact because both maps are linear.
class DepthAttention : public torch::nn::Module {
 public:
  /// \param attends  false: there are no queries and keys, and forward_mean takes the place of forward.
  DepthAttention(std::int64_t query_dim, std::int64_t volume_dim, std::int64_t num_heads, std::int64_t head_dim,
                 bool attends = true);

  /// \param x        `[B, query_dim, H, W]`.
  /// \param context  `[B, volume_dim, D, H, W]`.
  /// \return `[B, query_dim, H, W]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& context);

  /// The result of equal attention to all voxels of a ray; also that of any attention to voxels that are all the same.
  at::Tensor forward_mean(const at::Tensor& context);

  std::shared_ptr<Conv2d> to_q;
  std::shared_ptr<Conv3d> to_k, to_v;
  std::shared_ptr<Conv2d> to_out;

 private:
  std::int64_t num_heads_, head_dim_;
};

/// Adds what the frustum volume says about each pixel to a feature map of the UNet.
class DepthTransformer : public torch::nn::Module {
 public:
  explicit DepthTransformer(const DepthTransformerOptions& options);

  /// \param x       `[B, C, H, W]`.
  /// \param volume  `[B', volume_dim, D, H, W]` with B' <= B: of the first B' rows; the others see a zero volume.
  /// \return `[B, C, H, W]`.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& volume);

  std::shared_ptr<Sequence> proj_in;  ///< null unless it attends
  std::shared_ptr<Sequence> proj_context;
  std::shared_ptr<DepthAttention> depth_attn;
  std::shared_ptr<Sequence> proj_out;

 private:
  /// What a zero volume adds to any feature map of this size; it depends on the weights alone. `[1, C, H, W]`.
  at::Tensor zero_volume_residual(std::int64_t height, std::int64_t width);
};

}  // namespace syncdreamer
