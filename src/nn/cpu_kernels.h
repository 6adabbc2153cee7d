#pragma once

#include <cstdint>

#include "nn/activation.h"

/// Kernels for CPUs, on plain memory: float32, one thread, no allocation. All but one are for inference.
///
/// They are compiled once for every instruction set (kernel_set.cpp) and chosen at run time. The functions on tensors
/// stand in fused_attention.h, fused_group_norm.h, fused_gated_gelu.h, linear_map.h, volume_sampling.h and winograd.h.
/// Functions here are always inlined, since the linker must not give portable code the copy of another instruction set.
namespace syncdreamer {

/// Channels are padded to multiples of this inside the kernels; scratch memory is reckoned with it.
constexpr std::int64_t kMaxPanelWidth = 32;

/// softmax(scale q k^T) v of one head. Matrices are row-major; a stride is the distance of two rows.
struct AttentionProblem {
  std::int64_t num_queries, num_keys, key_dim, value_dim;
  const float *queries, *keys, *values;
  float* result;
  std::int64_t query_stride, key_stride, value_stride, result_stride;
  float scale;
};

/// Floats of scratch memory that an attention needs.
std::int64_t attention_scratch(const AttentionProblem& problem);

/// What the result's gradient says of the operands of an attention; added to what is there. Matrices without gaps.
struct AttentionGradientProblem {
  AttentionProblem forward;  ///< its result is not used
  const float* grad_result;  ///< `[num_queries][value_dim]`
  float* grad_queries;       ///< `[num_queries][key_dim]`
  float *grad_keys, *grad_values;
};

/// Floats of scratch memory that it needs.
std::int64_t attention_gradient_scratch(const AttentionProblem& forward);

constexpr std::int64_t kGroupNormScratch = 5;

/// Group norm and activation of one picture or volume with the channels last, or of some of its groups:
/// `[num_pixels, num_channels]`, pixels that lie `pixel_stride` numbers apart.
struct GroupNormProblem {
  std::int64_t num_pixels, pixel_stride, num_channels, num_groups;
  const float *input, *weight, *bias;
  float* output;
  double eps;
  Activation activation;
};

/// a * gelu(b) for the halves a and b of every row, with the exact GELU.
struct GatedGeluProblem {
  std::int64_t num_rows, width;
  const float* input;  ///< `[num_rows, 2 width]`
  float* output;       ///< `[num_rows, width]`
};

/// Features of a volume with the channels last at points, trilinear, zero outside. Coordinates are -1 in the middle of
/// the first voxel of an axis and 1 in that of the last.
struct VolumeSamplingProblem {
  std::int64_t depth, height, width, num_channels, num_points;
  const float* volume;  ///< `[depth, height, width, num_channels]`
  const float* points;  ///< `[num_points, 3]`: along the width, the height and the depth
  float* result;        ///< `[num_points, num_channels]`
};

/// A 3x3 or 3x3x3 convolution of stride 1, padded by one, as Winograd's F(4x4, 3x3) on the slices of volumes.
///
/// Every output tile of 4x4 pixels comes from an input tile of 6x6 by 36 products a channel pair instead of 144. The
/// interpolation points are 0, +-sqrt(1/2), +-sqrt(2) and infinity, whose rounding errors are a quarter of those of the
/// usual 0, +-1, +-2. Pictures are the slices of one volume with a single depth tap.
struct WinogradProblem {
  std::int64_t num_volumes, depth, height, width;
  std::int64_t in_channels, out_channels;
  std::int64_t depth_taps;  ///< 1 or 3
  const float* input;       ///< `[volumes, depth, height, width, in]`
  const float* weight;      ///< `[out, in, taps, 3, 3]`
  const float* bias;        ///< `[out]` or null
  float* output;            ///< `[volumes, depth, height, width, out]`

  [[gnu::always_inline]] std::int64_t tiles_across() const { return (width + 3) / 4; }
  [[gnu::always_inline]] std::int64_t tiles_per_slice() const { return (height + 3) / 4 * tiles_across(); }
  [[gnu::always_inline]] std::int64_t num_tiles() const { return num_volumes * depth * tiles_per_slice(); }
  /// Tiles before and after a chunk whose transforms its outputs need.
  [[gnu::always_inline]] std::int64_t halo() const { return depth_taps == 3 ? tiles_per_slice() : 0; }
};

/// Consecutive output tiles, of one volume where there are three depth taps, and the transforms of their input tiles.
struct WinogradChunk {
  std::int64_t first_tile, num_tiles;
  float* transformed;  ///< `[36][num_tiles + 2 halo][in]`, 36 pieces `position_stride` apart

  /// The pieces are kept from falling onto the same lines of a cache.
  [[gnu::always_inline]] static std::int64_t position_stride(const WinogradProblem& problem, std::int64_t num_tiles) {
    return (num_tiles + 2 * problem.halo()) * problem.in_channels + 16;
  }
};

/// x w^T + b of row-major matrices without gaps.
struct LinearProblem {
  std::int64_t num_rows, in, out;
  const float* input;   ///< `[num_rows, in]`
  const float* weight;  ///< `[out, in]`
  const float* bias;    ///< `[out]` or null
  float* output;        ///< `[num_rows, out]`
};

/// The part of its results that one call makes: any rows, columns in multiples of kLinearUnit, at most kLinearColumns.
struct LinearPart {
  std::int64_t first_row, num_rows, first_column, num_columns;
};

/// `in` and `out` must be multiples of this.
constexpr std::int64_t kLinearUnit = 32;
constexpr std::int64_t kLinearColumns = 320;
/// Numbers of a row that are prepared at a time, so that they stay in the second cache.
constexpr std::int64_t kLinearDepth = 512;

/// Floats of scratch memory that it needs, aligned to 64 bytes.
constexpr std::int64_t kLinearScratch = kLinearDepth * (kLinearColumns + kLinearUnit);

/// Output channels are made this many at a time.
constexpr std::int64_t kWinogradChannels = 32;

/// Floats of scratch memory for kWinogradChannels output channels of a chunk.
std::int64_t winograd_scratch(const WinogradProblem& problem, std::int64_t num_tiles);

/// The kernels of one instruction set.
struct CpuKernels {
  const char* instruction_set;
  std::int64_t lanes;  ///< channels must be a multiple of this where they come last
  void (*attention)(const AttentionProblem& problem, float* scratch);
  void (*attention_gradient)(const AttentionGradientProblem& problem, float* scratch);
  /// \param scratch  `kGroupNormScratch * num_channels` floats, aligned to 8 bytes.
  void (*group_norm)(const GroupNormProblem& problem, float* scratch);
  /// Null where a library's matrix product is as fast.
  void (*linear)(const LinearProblem& problem, const LinearPart& part, float* scratch);
  void (*gated_gelu)(const GatedGeluProblem& problem);
  void (*sample_volume)(const VolumeSamplingProblem& problem);
  /// Transforms rows `[begin, end)` of a chunk's `num_tiles + 2 halo` input tiles.
  void (*winograd_input)(const WinogradProblem& problem, const WinogradChunk& chunk, std::int64_t begin,
                         std::int64_t end);
  /// Makes the kWinogradChannels output channels from `channel` on, of all tiles of a chunk.
  void (*winograd_output)(const WinogradProblem& problem, const WinogradChunk& chunk, std::int64_t channel,
                          float* scratch);
};

/// The fastest kernels that this machine can run.
const CpuKernels& cpu_kernels();

}  // namespace syncdreamer
