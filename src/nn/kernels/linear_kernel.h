#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/lanes.h"

#if defined(__AMX_BF16__)
#include <immintrin.h>

/// Linear maps by AMX, which multiplies tiles of bfloat16 and adds up in float32.
///
/// A float32 number is split into the bfloat16 number nearest to it and the one nearest to the rest: 16 bits of it. Of
/// the four products of two split numbers that of the rests is left out. A product is then right to 2^-17, and costs a
/// third of what AMX can do, which is still several times what vectors of float32 can.
namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

/// Rows and columns of results that are made at once, and numbers of a row that a step takes: two tiles by two.
constexpr std::int64_t kBlock = kLinearUnit;
constexpr std::int64_t kTileSide = 16;
constexpr std::int64_t kTileBytes = 1024;

/// What the instructions are told of the eight tiles.
struct alignas(64) TileConfiguration {
  std::uint8_t palette = 1, start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t bytes_per_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t num_rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

/// 32 numbers as bfloat16, and as much of the rests.
struct SplitNumbers {
  __m512i high, low;
};

inline SplitNumbers split(const float* numbers) {
  __m256i high[2], low[2];
  for (int half = 0; half < 2; ++half) {
    const __m512 exact = _mm512_loadu_ps(numbers + half * kTileSide);
    high[half] = reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(exact));
    const __m512 rounded = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(high[half]), 16));
    low[half] = reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(_mm512_sub_ps(exact, rounded)));
  }
  return {_mm512_inserti64x4(_mm512_castsi256_si512(high[0]), high[1], 1),
          _mm512_inserti64x4(_mm512_castsi256_si512(low[0]), low[1], 1)};
}

/// Splits up to kBlock rows: for each step two tiles of the high parts and two of the low ones; missing rows are 0.
inline void split_rows(const float* rows, std::int64_t stride, std::int64_t num_rows, std::int64_t depth,
                       char* blocks) {
  for (std::int64_t k = 0; k < depth; k += kBlock) {
    for (std::int64_t r = 0; r < kBlock; ++r) {
      const SplitNumbers numbers =
          r < num_rows ? split(rows + r * stride + k) : SplitNumbers{_mm512_setzero_si512(), _mm512_setzero_si512()};
      _mm512_store_si512(blocks + r * 64, numbers.high);
      _mm512_store_si512(blocks + 2 * kTileBytes + r * 64, numbers.low);
    }
    blocks += 4 * kTileBytes;
  }
}

/// Splits kBlock rows of weights, which become columns: pairs of numbers of a row below each other, as AMX wants it.
inline void split_weights(const float* rows, std::int64_t stride, std::int64_t depth, char* blocks) {
  for (std::int64_t k = 0; k < depth; k += kBlock) {
    for (std::int64_t half = 0; half < 2; ++half) {
      Lanes high[kLanes], low[kLanes];
      for (std::int64_t i = 0; i < kTileSide; ++i) {
        const SplitNumbers numbers = split(rows + (half * kTileSide + i) * stride + k);
        high[i] = reinterpret_cast<Lanes>(numbers.high);
        low[i] = reinterpret_cast<Lanes>(numbers.low);
      }
      transpose(high);
      transpose(low);
      for (std::int64_t i = 0; i < kTileSide; ++i) {
        store(reinterpret_cast<float*>(blocks + half * kTileBytes + i * 64), high[i]);
        store(reinterpret_cast<float*>(blocks + (2 + half) * kTileBytes + i * 64), low[i]);
      }
    }
    blocks += 4 * kTileBytes;
  }
}

/// A block of float32 numbers, `stride` bytes a row.
struct Block {
  float* upper;
  std::int64_t stride;

  float* lower() const { return upper + kTileSide * stride / static_cast<std::int64_t>(sizeof(float)); }
};

/// Keeps stores before it ahead of the tile instructions after it, whose intrinsics do not say that they read memory.
[[gnu::always_inline]] inline void finish_stores() {
  asm volatile("" ::: "memory");
}

/// The products of split rows and weights, added to `from`.
inline void multiply_blocks(const char* left, const char* right, std::int64_t num_steps, Block from, Block result) {
  finish_stores();
  _tile_loadd(0, from.upper, from.stride);
  _tile_loadd(1, from.upper + kTileSide, from.stride);
  _tile_loadd(2, from.lower(), from.stride);
  _tile_loadd(3, from.lower() + kTileSide, from.stride);
  const auto multiply_tiles = [] {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  };
  for (std::int64_t step = 0; step < num_steps; ++step) {
    _tile_loadd(4, left, 64);  // high
    _tile_loadd(5, left + kTileBytes, 64);
    _tile_loadd(6, right + 2 * kTileBytes, 64);  // low
    _tile_loadd(7, right + 3 * kTileBytes, 64);
    multiply_tiles();
    _tile_loadd(6, right, 64);  // high
    _tile_loadd(7, right + kTileBytes, 64);
    multiply_tiles();
    _tile_loadd(4, left + 2 * kTileBytes, 64);  // low
    _tile_loadd(5, left + 3 * kTileBytes, 64);
    multiply_tiles();
    left += 4 * kTileBytes;
    right += 4 * kTileBytes;
  }
  _tile_stored(0, result.upper, result.stride);
  _tile_stored(1, result.upper + kTileSide, result.stride);
  _tile_stored(2, result.lower(), result.stride);
  _tile_stored(3, result.lower() + kTileSide, result.stride);
}

inline void copy_rows(const float* from, std::int64_t from_stride, std::int64_t num_rows, float* to,
                      std::int64_t to_stride) {
  for (std::int64_t r = 0; r < num_rows; ++r) {
    for (std::int64_t c = 0; c < kBlock; c += kLanes) store(to + r * to_stride + c, load(from + r * from_stride + c));
  }
}

/// Makes a block of results, of which there may be less than kBlock rows: for the first numbers of each row from the
/// bias, for further ones by adding to what is there.
inline void make_block(const LinearProblem& problem, const char* left, const char* right, std::int64_t start,
                       std::int64_t depth, std::int64_t row, std::int64_t num_rows, std::int64_t column) {
  static const float kNoBias[kBlock] = {};
  float* const output = problem.output + row * problem.out + column;
  const std::int64_t stride = problem.out * static_cast<std::int64_t>(sizeof(float));
  alignas(64) float rows[kBlock * kBlock] = {};
  const bool is_whole = num_rows == kBlock;
  const Block result = is_whole ? Block{output, stride} : Block{rows, kBlock * sizeof(float)};
  Block from = result;
  if (start == 0) {
    from = {const_cast<float*>(problem.bias ? problem.bias + column : kNoBias), 0};
  } else if (!is_whole) {
    copy_rows(output, problem.out, num_rows, rows, kBlock);
  }
  multiply_blocks(left, right, depth / kBlock, from, result);
  if (!is_whole) copy_rows(rows, kBlock, num_rows, output, problem.out);
}

inline void linear(const LinearProblem& problem, const LinearPart& part, float* scratch) {
  static constexpr TileConfiguration kConfiguration;
  finish_stores();
  _tile_loadconfig(&kConfiguration);
  char* const left = reinterpret_cast<char*>(scratch);
  char* const right = left + kBlock * kLinearDepth * sizeof(float);
  for (std::int64_t start = 0; start < problem.in; start += kLinearDepth) {
    const std::int64_t rest = problem.in - start, depth = rest < kLinearDepth ? rest : kLinearDepth;
    const std::int64_t panel_bytes = kBlock * depth * static_cast<std::int64_t>(sizeof(float));
    for (std::int64_t c = 0; c < part.num_columns; c += kBlock) {
      const float* weights = problem.weight + (part.first_column + c) * problem.in + start;
      split_weights(weights, problem.in, depth, right + c / kBlock * panel_bytes);
    }
    for (std::int64_t r = 0; r < part.num_rows; r += kBlock) {
      const std::int64_t row = part.first_row + r, rows = part.num_rows - r < kBlock ? part.num_rows - r : kBlock;
      split_rows(problem.input + row * problem.in + start, problem.in, rows, depth, left);
      for (std::int64_t c = 0; c < part.num_columns; c += kBlock)
        make_block(problem, left, right + c / kBlock * panel_bytes, start, depth, row, rows, part.first_column + c);
    }
  }
  _tile_release();
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
#endif
