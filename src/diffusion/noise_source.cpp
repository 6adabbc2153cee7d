#include "diffusion/noise_source.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace syncdreamer {

NoiseSource gaussian_noise(std::uint64_t seed) {
  return [generator = at::detail::createCPUGenerator(seed)](at::IntArrayRef shape) {
    return at::randn(shape, generator, at::TensorOptions(at::kFloat));
  };
}

}  // namespace syncdreamer
