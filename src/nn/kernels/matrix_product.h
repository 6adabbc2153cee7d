#pragma once

#include "nn/kernels/lanes.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

/// Columns of a packed panel: two registers.
constexpr std::int64_t kPanel = 2 * kLanes;

/// result (+)= left * right, where `right` is packed: panels of kPanel columns, each `[depth][kPanel]`.
struct MatrixProduct {
  std::int64_t num_rows, depth, num_panels;
  const float* left;
  std::int64_t left_stride;
  const float* panels;
  float* result;  ///< `[num_rows][num_panels * kPanel]`, `result_stride` apart
  std::int64_t result_stride;
  bool accumulate;
};

constexpr int kTileRows = 6;

/// `num_rows` rows of one panel, with all sums in registers.
template <int num_rows>
inline void multiply_tile(const MatrixProduct& product) {
  const std::int64_t depth = product.depth, left_stride = product.left_stride, result_stride = product.result_stride;
  const float *left = product.left, *panel = product.panels;
  Lanes sums[num_rows][2];
  for (int i = 0; i < num_rows; ++i) {
    for (int half = 0; half < 2; ++half) {
      sums[i][half] = product.accumulate ? load(product.result + i * result_stride + half * kLanes) : Lanes{};
    }
  }
  for (std::int64_t k = 0; k < depth; ++k) {
    const Lanes first = load(panel + k * kPanel), second = load(panel + k * kPanel + kLanes);
#pragma GCC unroll 6
    for (int i = 0; i < num_rows; ++i) {
      const float factor = left[i * left_stride + k];
      sums[i][0] += factor * first;
      sums[i][1] += factor * second;
    }
  }
  for (int i = 0; i < num_rows; ++i) {
    for (int half = 0; half < 2; ++half) store(product.result + i * result_stride + half * kLanes, sums[i][half]);
  }
}

/// All rows of one panel.
inline void multiply_panel(MatrixProduct product) {
  const std::int64_t num_rows = product.num_rows;
  std::int64_t row = 0;
  for (; row + kTileRows <= num_rows; row += kTileRows) {
    multiply_tile<kTileRows>(product);
    product.left += kTileRows * product.left_stride;
    product.result += kTileRows * product.result_stride;
  }
  switch (num_rows - row) {
    case 1:
      return multiply_tile<1>(product);
    case 2:
      return multiply_tile<2>(product);
    case 3:
      return multiply_tile<3>(product);
    case 4:
      return multiply_tile<4>(product);
    case 5:
      return multiply_tile<5>(product);
    default:
      return;
  }
}

inline void multiply(const MatrixProduct& product) {
  constexpr std::int64_t kDepthBlock = 256;  // of a panel, which then stays in the first cache
  for (std::int64_t start = 0; start < product.depth; start += kDepthBlock) {
    const std::int64_t rest = product.depth - start;
    MatrixProduct block = product;
    block.depth = rest < kDepthBlock ? rest : kDepthBlock;
    block.left += start;
    block.accumulate = product.accumulate || start > 0;
    for (std::int64_t panel = 0; panel < product.num_panels; ++panel) {
      block.panels = product.panels + (panel * product.depth + start) * kPanel;
      block.result = product.result + panel * kPanel;
      multiply_panel(block);
    }
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
