#include "model/linear_patch_path.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace syncdreamer {
namespace {

constexpr double kMeanColorGain = 2;  // brings mean colours in [-1, 1] to about unit deviation

}  // namespace

PatchEncoder::PatchEncoder(std::int64_t picture_channels, std::int64_t latent_channels, std::int64_t factor)
    : Conv2d(picture_channels, latent_channels, factor, {.stride = factor, .padding = 0}) {}

void PatchEncoder::initialize(at::Generator& generator) {
  fill_normal(weight, 0.01, generator);
  const at::NoGradGuard no_grad;
  bias.zero_();
  const double gain = kMeanColorGain / static_cast<double>(weight.size(2) * weight.size(3));
  for (std::int64_t c = 0; c < std::min(weight.size(0), weight.size(1)); ++c) weight[c][c].add_(gain);
}

PatchDecoder::PatchDecoder(std::int64_t picture_channels, std::int64_t latent_channels, std::int64_t factor)
    : Conv2d(latent_channels, picture_channels * factor * factor, 1),
      picture_channels_(picture_channels),
      factor_(factor) {}

at::Tensor PatchDecoder::forward(const at::Tensor& latents) {
  return at::pixel_shuffle(Conv2d::forward(latents), factor_);
}

void PatchDecoder::initialize(at::Generator& generator) {
  fill_normal(weight, 0.01, generator);
  const at::NoGradGuard no_grad;
  bias.zero_();
  const std::int64_t patch = factor_ * factor_;
  for (std::int64_t c = 0; c < std::min(picture_channels_, weight.size(1)); ++c) {
    weight.slice(0, c * patch, (c + 1) * patch).select(1, c).add_(1 / kMeanColorGain);
  }
}

}  // namespace syncdreamer
