#pragma once

#include "nn/cpu_kernels.h"
#include "nn/kernels/attention_kernel.h"

namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET {

inline float dot(const float* a, const float* b, std::int64_t length) {
  Lanes sums{};
  std::int64_t i = 0;
  for (; i + kLanes <= length; i += kLanes) sums += load(a + i) * load(b + i);
  float sum = 0;
  for (std::int64_t lane = 0; lane < kLanes; ++lane) sum += sums[lane];
  for (; i < length; ++i) sum += a[i] * b[i];
  return sum;
}

/// y += factor x.
inline void add_scaled(float* y, float factor, const float* x, std::int64_t length) {
  std::int64_t i = 0;
  for (; i + kLanes <= length; i += kLanes) store(y + i, load(y + i) + factor * load(x + i));
  for (; i < length; ++i) y[i] += factor * x[i];
}

inline void attention_gradient(const AttentionGradientProblem& problem, float* scratch) {
  const AttentionProblem& forward = problem.forward;
  const std::int64_t num_keys = forward.num_keys, key_dim = forward.key_dim, value_dim = forward.value_dim;
  float* weights = scratch;
  float* grad_weights = scratch + num_panels(num_keys) * kPanel;
  for (std::int64_t i = 0; i < forward.num_queries; ++i) {
    const float* query = forward.queries + i * forward.query_stride;
    const float* grad_result = problem.grad_result + i * value_dim;
    float* grad_query = problem.grad_queries + i * key_dim;
    for (std::int64_t k = 0; k < num_keys; ++k) {
      weights[k] = forward.scale * dot(query, forward.keys + k * forward.key_stride, key_dim);
    }
    const float total = exponentiate(weights, num_keys);
    float mean = 0;  // of the weights' gradients
    for (std::int64_t k = 0; k < num_keys; ++k) {
      weights[k] /= total;
      grad_weights[k] = dot(grad_result, forward.values + k * forward.value_stride, value_dim);
      mean += weights[k] * grad_weights[k];
    }
    for (std::int64_t k = 0; k < num_keys; ++k) {
      const float grad_product = weights[k] * (grad_weights[k] - mean) * forward.scale;
      add_scaled(problem.grad_values + k * value_dim, weights[k], grad_result, value_dim);
      add_scaled(grad_query, grad_product, forward.keys + k * forward.key_stride, key_dim);
      add_scaled(problem.grad_keys + k * key_dim, grad_product, query, key_dim);
    }
  }
}

}  // namespace syncdreamer::SYNCDREAMER_INSTRUCTION_SET
