#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>

namespace syncdreamer {

/// A linear layer whose weight is a length times a direction, row by row (Salimans and Kingma 2016):
/// `weight = weight_g * weight_v / |weight_v|`.
class WeightNormLinear : public torch::nn::Module {
 public:
  WeightNormLinear(std::int64_t in_features, std::int64_t out_features);

  /// `x weight^T + bias` on the last dimension.
  at::Tensor forward(const at::Tensor& x) const;

  /// `[out, in]`, differentiable in length and direction.
  at::Tensor weight() const;

  /// Takes over weight and bias of an ordinary linear layer, `[out, in]` and `[out]`.
  void assign(const at::Tensor& new_weight, const at::Tensor& new_bias);

  std::int64_t in_features() const { return weight_v.size(1); }
  std::int64_t out_features() const { return weight_v.size(0); }

  at::Tensor bias;      ///< `[out]`
  at::Tensor weight_g;  ///< `[out, 1]`
  at::Tensor weight_v;  ///< `[out, in]`
};

}  // namespace syncdreamer
