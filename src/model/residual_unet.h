#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/layers.h"

namespace syncdreamer {

inline constexpr std::int64_t kChannelsPerGroup = 8;  // of the normalizations: channels are multiples of it

/// Two convolutions with normalization before each, plus the input (through a 1-convolution where channels differ).
template <class Conv>
class PreactivationBlock : public Layer {
 public:
  PreactivationBlock(std::int64_t in_channels, std::int64_t out_channels);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<GroupNorm> norm1, norm2;
  std::shared_ptr<Conv> conv1, conv2, skip;
};

/// What a ResidualUNet makes of its input.
struct ResidualUNetOutput {
  at::Tensor out;     ///< at the resolution of `out_level`, `[B, dims[out_level], ...]`
  at::Tensor lowest;  ///< mean over space of the lowest level, `[B, dims.back()]`
};

/// U-shaped network of PreactivationBlocks that halves the resolution between levels; 2-D or 3-D (Conv2d, Conv3d). The
/// highest level, the most expensive in 3-D, has a block on the way up only.
template <class Conv>
class ResidualUNet : public torch::nn::Module {
 public:
  /// \param dims              channels by level, from full to lowest resolution; two or more.
  /// \param out_level         the level at whose resolution the result comes; the lower ones only give context.
  /// \param context_channels  of a vector that is added at the lowest level; 0 for none.
  ResidualUNet(std::int64_t in_channels, std::vector<std::int64_t> dims, std::size_t out_level,
               std::int64_t context_channels);

  /// \param context  `[B, context_channels]`; undefined if there are none.
  ResidualUNetOutput forward(const at::Tensor& x, const at::Tensor& context);

  std::shared_ptr<Conv> in;
  std::shared_ptr<ModuleList> down, up, narrow;  ///< blocks by level, and 1-convolutions from the level below
  std::shared_ptr<Sequence> middle;
  std::shared_ptr<Linear> context;

 private:
  std::size_t out_level_;
};

}  // namespace syncdreamer
