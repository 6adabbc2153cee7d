#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/block_sizes.h"
#include "nn/kernels/matrix_product.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

constexpr std::int64_t num_panels(std::int64_t width) {
  return (width + kPanel - 1) / kPanel;
}

/// The transposed keys times `scale`, packed: panels of `[key_dim][kPanel keys]`, missing keys 0.
inline void pack_keys(const AttentionProblem& problem, float* packed) {
  for (std::int64_t panel = 0; panel < num_panels(problem.num_keys); ++panel) {
    float* destination = packed + panel * problem.key_dim * kPanel;
    for (std::int64_t i = 0; i < kPanel; ++i) {
      const std::int64_t key = panel * kPanel + i;
      const float* row = problem.keys + key * problem.key_stride;
      for (std::int64_t c = 0; c < problem.key_dim; ++c) {
        destination[c * kPanel + i] = key < problem.num_keys ? row[c] * problem.scale : 0;
      }
    }
  }
}

/// Panels of `[num_keys][kPanel channels]`, missing channels 0.
inline void pack_values(const AttentionProblem& problem, float* packed) {
  for (std::int64_t panel = 0; panel < num_panels(problem.value_dim); ++panel) {
    float* destination = packed + panel * problem.num_keys * kPanel;
    const std::int64_t rest = problem.value_dim - panel * kPanel, width = rest < kPanel ? rest : kPanel;
    for (std::int64_t key = 0; key < problem.num_keys; ++key) {
      const float* row = problem.values + key * problem.value_stride + panel * kPanel;
      for (std::int64_t i = 0; i < kPanel; ++i) destination[key * kPanel + i] = i < width ? row[i] : 0;
    }
  }
}

/// Scores to e^(score - largest), and their sum. The row is padded to whole panels.
inline float exponentiate(float* scores, std::int64_t num_keys) {
  const std::int64_t padded = num_panels(num_keys) * kPanel;
  for (std::int64_t k = num_keys; k < padded; ++k) scores[k] = -1e30F;
  Lanes largest = load(scores);
  for (std::int64_t k = kLanes; k < padded; k += kLanes) largest = maximum(largest, load(scores + k));
  float top = largest[0];
  for (std::int64_t i = 1; i < kLanes; ++i) top = largest[i] > top ? largest[i] : top;
  Lanes sums{};
  for (std::int64_t k = 0; k < padded; k += kLanes) {
    const Lanes weights = exponential(load(scores + k) - top);
    store(scores + k, weights);
    sums += weights;
  }
  float sum = 0;
  for (std::int64_t i = 0; i < kLanes; ++i) sum += sums[i];
  return sum;
}

inline void attention(const AttentionProblem& problem, float* scratch) {
  const std::int64_t key_panels = num_panels(problem.num_keys), value_panels = num_panels(problem.value_dim);
  const std::int64_t scores_stride = key_panels * kPanel, sums_stride = value_panels * kPanel;
  float* keys = scratch;
  float* values = keys + key_panels * problem.key_dim * kPanel;
  float* scores = values + value_panels * problem.num_keys * kPanel;
  float* sums = scores + kQueryBlock * scores_stride;
  pack_keys(problem, keys);
  pack_values(problem, values);
  for (std::int64_t first = 0; first < problem.num_queries; first += kQueryBlock) {
    const std::int64_t rest = problem.num_queries - first, rows = rest < kQueryBlock ? rest : kQueryBlock;
    multiply({rows, problem.key_dim, key_panels, problem.queries + first * problem.query_stride, problem.query_stride,
              keys, scores, scores_stride, false});
    float totals[kQueryBlock];
    for (std::int64_t i = 0; i < rows; ++i) totals[i] = exponentiate(scores + i * scores_stride, problem.num_keys);
    multiply({rows, problem.num_keys, value_panels, scores, scores_stride, values, sums, sums_stride, false});
    for (std::int64_t i = 0; i < rows; ++i) {
      float* result = problem.result + (first + i) * problem.result_stride;
      for (std::int64_t c = 0; c < problem.value_dim; ++c) result[c] = sums[i * sums_stride + c] / totals[i];
    }
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
