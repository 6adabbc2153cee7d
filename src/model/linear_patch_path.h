#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "nn/layers.h"

namespace syncdreamer {

/// A linear autoencoder of patches that stands beside a small AutoencoderKL's networks: latents carry a patch's mean
/// colour from the first step, which networks trained briefly learn last. Not in the released model.

/// Patches of `factor` x `factor` pixels to latents; the first channels begin as twice the patch's mean colour.
class PatchEncoder : public Conv2d {
 public:
  PatchEncoder(std::int64_t picture_channels, std::int64_t latent_channels, std::int64_t factor);
  void initialize(at::Generator& generator) override;
};

/// Latents to patches; begins as the inverse of PatchEncoder on the mean colour.
class PatchDecoder : public Conv2d {
 public:
  PatchDecoder(std::int64_t picture_channels, std::int64_t latent_channels, std::int64_t factor);
  at::Tensor forward(const at::Tensor& latents) override;
  void initialize(at::Generator& generator) override;

 private:
  std::int64_t picture_channels_, factor_;
};

}  // namespace syncdreamer
