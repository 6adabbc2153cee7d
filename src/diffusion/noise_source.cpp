#include "diffusion/noise_source.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <iterator>
#include <vector>

#include "core/error.h"
#include "core/random.h"

namespace syncdreamer {

NoiseSource gaussian_noise(std::uint64_t seed) {
  return [generator = at::detail::createCPUGenerator(seed)](at::IntArrayRef shape) {
    return at::randn(shape, generator, at::TensorOptions(at::kFloat));
  };
}

NoiseSource gaussian_noise(std::uint64_t first_seed, std::int64_t num_samples) {
  std::vector<NoiseSource> sources;
  for (std::int64_t i = 0; i < num_samples; ++i)
    sources.push_back(gaussian_noise(generator_seed(first_seed + static_cast<std::uint64_t>(i))));
  return [sources](at::IntArrayRef shape) {
    check(!shape.empty() && shape[0] == std::ssize(sources), "gaussian_noise: a tensor of another number of samples");
    std::vector<std::int64_t> of_one(shape.begin(), shape.end());
    of_one[0] = 1;
    std::vector<at::Tensor> drawn;
    for (const NoiseSource& source : sources) drawn.push_back(source(of_one));
    return at::cat(drawn);
  };
}

}  // namespace syncdreamer
