#include "nn/resample.h"

namespace syncdreamer {

Upsample::Upsample(std::int64_t channels)
    : conv(register_module("conv", std::make_shared<Conv2d>(channels, channels, 3))) {}

at::Tensor Upsample::forward(const at::Tensor& x) {
  return conv->forward(at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)}));
}

Downsample::Downsample(std::int64_t channels)
    : op(register_module("op", std::make_shared<Conv2d>(channels, channels, 3, ConvOptions{.stride = 2}))) {}

at::Tensor Downsample::forward(const at::Tensor& x) {
  return op->forward(x);
}

}  // namespace syncdreamer
