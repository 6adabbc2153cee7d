#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/block_sizes.h"
#include "nn/kernels/matrix_product.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

// The interpolation points are 0, +-kA, +-kB and infinity; kA kB = 1 and kA^2 + kB^2 = 5 / 2.
constexpr float kA = 0.70710678F, kB = 1.41421356F;

struct Line {
  Lanes at[6];
};

/// What six input pixels are at the six points.
inline Line input_line(const Lanes* d, std::int64_t step) {
  const Lanes d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
  const Lanes even_a = d4 - 2.0F * d2, odd_a = kA * d3 - kB * d1;
  const Lanes even_b = d4 - 0.5F * d2, odd_b = kB * d3 - kA * d1;
  return {{d0 - 2.5F * d2 + d4, even_a + odd_a, even_a - odd_a, even_b + odd_b, even_b - odd_b, d1 - 2.5F * d3 + d5}};
}

/// What three weights are at the six points.
inline Line weight_line(Lanes g0, Lanes g1, Lanes g2) {
  const Lanes even_a = (g0 + 0.5F * g2) * (-2 / 3.0F), odd_a = g1 * (-2 / 3.0F * kA);
  const Lanes even_b = (g0 + 2.0F * g2) * (1 / 6.0F), odd_b = g1 * (kB / 6.0F);
  return {{g0, even_a + odd_a, even_a - odd_a, even_b + odd_b, even_b - odd_b, g2}};
}

/// Four output pixels from the products at the six points.
inline void output_line(const Lanes* m, std::int64_t step, Lanes* y, std::int64_t y_step) {
  const Lanes sum_a = m[step] + m[2 * step], difference_a = m[step] - m[2 * step];
  const Lanes sum_b = m[3 * step] + m[4 * step], difference_b = m[3 * step] - m[4 * step];
  y[0] = m[0] + sum_a + sum_b;
  y[y_step] = kA * difference_a + kB * difference_b;
  y[2 * y_step] = 0.5F * sum_a + 2.0F * sum_b;
  y[3 * y_step] = (0.5F * kA) * difference_a + (2.0F * kB) * difference_b + m[5 * step];
}

/// Where a tile lies.
struct TilePlace {
  std::int64_t slice, y, x;  ///< of all volumes' slices; the tile's first output pixel
};

inline TilePlace place_of(const WinogradProblem& problem, std::int64_t tile) {
  const std::int64_t in_slice = tile % problem.tiles_per_slice();
  return {tile / problem.tiles_per_slice(), in_slice / problem.tiles_across() * 4,
          in_slice % problem.tiles_across() * 4};
}

/// Transforms one input tile to rows of `in_channels`, `stride` apart.
inline void transform_tile(const WinogradProblem& problem, TilePlace place, float* rows, std::int64_t stride) {
  const std::int64_t channels = problem.in_channels;
  const float* slice = problem.input + place.slice * problem.height * problem.width * channels;
  const float* pixels[36];
  for (std::int64_t i = 0; i < 36; ++i) {
    const std::int64_t y = place.y + i / 6 - 1, x = place.x + i % 6 - 1;
    const bool inside = y >= 0 && y < problem.height && x >= 0 && x < problem.width;
    pixels[i] = inside ? slice + (y * problem.width + x) * channels : nullptr;
  }
  for (std::int64_t c = 0; c < channels; c += kLanes) {
    Lanes d[36];
    for (std::int64_t i = 0; i < 36; ++i) d[i] = pixels[i] ? load(pixels[i] + c) : Lanes{};
    Line columns[6];
    for (std::int64_t x = 0; x < 6; ++x) columns[x] = input_line(d + x, 6);
    for (std::int64_t y = 0; y < 6; ++y) {
      const Line line = input_line(&columns[0].at[y], 6);
      for (std::int64_t x = 0; x < 6; ++x) store(rows + (6 * y + x) * stride + c, line.at[x]);
    }
  }
}

inline void winograd_input(const WinogradProblem& problem, const WinogradChunk& chunk, std::int64_t begin,
                           std::int64_t end) {
  const std::int64_t stride = WinogradChunk::position_stride(problem, chunk.num_tiles), channels = problem.in_channels;
  const std::int64_t volume_tiles = problem.depth * problem.tiles_per_slice();
  const std::int64_t volume_begin = chunk.first_tile / volume_tiles * volume_tiles;
  const std::int64_t volume_end = problem.depth_taps == 3 ? volume_begin + volume_tiles : problem.num_tiles();
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t tile = chunk.first_tile - problem.halo() + row;
    float* destination = chunk.transformed + row * channels;
    if (tile >= volume_begin && tile < volume_end) {
      transform_tile(problem, place_of(problem, tile), destination, stride);
    } else {
      for (std::int64_t position = 0; position < 36; ++position) {
        for (std::int64_t c = 0; c < channels; c += kLanes) store(destination + position * stride + c, Lanes{});
      }
    }
  }
}

/// Gathers `count` weights, a multiple of kLanes, of each of kPanel output channels: `[count][kPanel]`.
inline void gather_weights(const float* weight, std::int64_t channel_stride, std::int64_t count, float* gathered) {
  for (std::int64_t start = 0; start < count; start += kLanes) {
    for (std::int64_t half = 0; half < kPanel; half += kLanes) {
      Lanes rows[kLanes];
      for (std::int64_t i = 0; i < kLanes; ++i) rows[i] = load(weight + (half + i) * channel_stride + start);
      transpose(rows);
      for (std::int64_t i = 0; i < kLanes; ++i) store(gathered + (start + i) * kPanel + half, rows[i]);
    }
  }
}

/// Transforms the weights of one input channel and depth tap to kPanel output channels.
///
/// \param taps   `[9][kPanel]`.
/// \param panel  kPanel floats for each of the 36 positions, `stride` apart.
inline void transform_weights(const float* taps, float* panel, std::int64_t stride) {
  for (std::int64_t half = 0; half < kPanel; half += kLanes) {
    const auto tap = [&](std::int64_t index) { return load(taps + index * kPanel + half); };
    Line columns[3];
    for (std::int64_t x = 0; x < 3; ++x) columns[x] = weight_line(tap(x), tap(3 + x), tap(6 + x));
    for (std::int64_t y = 0; y < 6; ++y) {
      const Line line = weight_line(columns[0].at[y], columns[1].at[y], columns[2].at[y]);
      for (std::int64_t x = 0; x < 6; ++x) store(panel + (6 * y + x) * stride + half, line.at[x]);
    }
  }
}

/// `[36][depth taps][panels][in][kPanel]`
inline void transform_all_weights(const WinogradProblem& problem, std::int64_t channel, float* weights) {
  const std::int64_t taps = problem.depth_taps, channels = problem.in_channels,
                     stride = winograd_weight_stride(problem);
  const std::int64_t channel_stride = channels * taps * 9;
  for (std::int64_t first = 0; first < kWinogradChannels; first += kPanel) {
    const float* source = problem.weight + (channel + first) * channel_stride;
    for (std::int64_t block = 0; block < channels; block += kLanes) {
      float gathered[kLanes * 27 * kPanel];
      gather_weights(source + block * taps * 9, channel_stride, kLanes * taps * 9, gathered);
      for (std::int64_t i = 0; i < kLanes * taps; ++i) {
        const std::int64_t tap = i % taps, c = block + i / taps;
        float* panel = weights + (tap * kWinogradChannels + first) * channels + c * kPanel;
        transform_weights(gathered + i * 9 * kPanel, panel, stride);
      }
    }
  }
}

/// Writes one output tile of kWinogradChannels channels from its products, `stride` apart.
inline void write_tile(const WinogradProblem& problem, TilePlace place, std::int64_t channel, const float* products,
                       std::int64_t stride) {
  const std::int64_t rows = problem.height - place.y, columns = problem.width - place.x;
  const std::int64_t pixel = (place.slice * problem.height + place.y) * problem.width + place.x;
  for (std::int64_t c = 0; c < kWinogradChannels; c += kLanes) {
    Lanes m[36], columns_done[24], tile[16];
    for (std::int64_t i = 0; i < 36; ++i) m[i] = load(products + i * stride + c);
    for (std::int64_t x = 0; x < 6; ++x) output_line(m + x, 6, columns_done + x, 6);
    for (std::int64_t y = 0; y < 4; ++y) output_line(columns_done + 6 * y, 1, tile + 4 * y, 1);
    const Lanes bias = problem.bias ? load(problem.bias + channel + c) : Lanes{};
    float* output = problem.output + pixel * problem.out_channels + channel + c;
    for (std::int64_t y = 0; y < 4 && y < rows; ++y) {
      for (std::int64_t x = 0; x < 4 && x < columns; ++x) {
        store(output + (y * problem.width + x) * problem.out_channels, tile[4 * y + x] + bias);
      }
    }
  }
}

inline void winograd_output(const WinogradProblem& problem, const WinogradChunk& chunk, std::int64_t channel,
                            float* scratch) {
  const std::int64_t input_stride = WinogradChunk::position_stride(problem, chunk.num_tiles);
  const std::int64_t weight_stride = winograd_weight_stride(problem);
  const std::int64_t product_stride = winograd_product_stride(chunk.num_tiles);
  float *weights = scratch, *products = scratch + 36 * weight_stride;
  transform_all_weights(problem, channel, weights);
  for (std::int64_t position = 0; position < 36; ++position) {
    for (std::int64_t tap = 0; tap < problem.depth_taps; ++tap) {
      const float* left = chunk.transformed + position * input_stride + tap * problem.halo() * problem.in_channels;
      const float* panels = weights + position * weight_stride + tap * kWinogradChannels * problem.in_channels;
      multiply({chunk.num_tiles, problem.in_channels, kWinogradChannels / kPanel, left, problem.in_channels, panels,
                products + position * product_stride, kWinogradChannels, tap > 0});
    }
  }
  for (std::int64_t i = 0; i < chunk.num_tiles; ++i) {
    write_tile(problem, place_of(problem, chunk.first_tile + i), channel, products + i * kWinogradChannels,
               product_stride);
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
