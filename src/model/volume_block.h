#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

struct VolumeBlockOptions {
  enum class Kind { same_size, halves, doubles };

  std::int64_t in_channels;  ///< a multiple of 8
  std::int64_t out_channels;
  std::int64_t time_embed_dim;
  bool sees_viewpoint = false;
  Kind kind = Kind::same_size;
};

/// The block of both volume networks: conv(SiLU(norm(x + t_conv(t) + v_conv(v)))), with a transposed convolution where
/// it doubles the size.
class VolumeBlock : public torch::nn::Module {
 public:
  explicit VolumeBlock(const VolumeBlockOptions& options);

  /// \param x      `[B, C, D, H, W]`.
  /// \param t_map  `[B, time_embed_dim, 1, 1, 1]`.
  /// \param v_map  `[B, 4, 1, 1, 1]`, see viewpoint_embedding; ignored by a block that does not see a viewpoint.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& t_map, const at::Tensor& v_map = {});

  std::shared_ptr<Conv3d> t_conv, v_conv;
  std::shared_ptr<GroupNorm> bn;  ///< Checkpoint quirk: registered as `norm` in blocks that double the size.
  std::shared_ptr<Layer> conv;
};

/// `[B, C]` as `[B, C, 1, 1, 1]`.
at::Tensor as_voxel(const at::Tensor& embedding);

}  // namespace syncdreamer
