#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "nn/layers.h"

namespace syncdreamer {

/// Doubles height and width by repeating pixels, then a 3x3 convolution.
class Upsample : public Layer {
 public:
  explicit Upsample(std::int64_t channels);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Conv2d> conv;
};

/// Halves height and width by a 3x3 convolution of stride 2, padded by one pixel on each side.
class Downsample : public Layer {
 public:
  explicit Downsample(std::int64_t channels);
  at::Tensor forward(const at::Tensor& x) override;

  std::shared_ptr<Conv2d> op;
};

}  // namespace syncdreamer
