#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

/// Gated linear unit (Shazeer 2020): a * gelu(b), where a and b are the halves of one projection; the exact GELU.
class Geglu : public Layer {
 public:
  Geglu(std::int64_t in_features, std::int64_t out_features);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Linear> proj;
};

/// The perceptron of a transformer block: GEGLU to four times the width, then Linear.
class FeedForward : public Layer {
 public:
  explicit FeedForward(std::int64_t width);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Sequence> net;
};

}  // namespace syncdreamer
