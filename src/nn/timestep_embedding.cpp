#include "nn/timestep_embedding.h"

#include <cmath>

namespace syncdreamer {

at::Tensor timestep_embedding(const at::Tensor& timesteps, std::int64_t dim) {
  check(timesteps.dim() == 1, "timestep_embedding: timesteps must have one dimension");
  check(dim > 0 && dim % 2 == 0, "timestep_embedding: the dimension must be even");
  const std::int64_t half = dim / 2;
  const auto exponents = at::arange(half, timesteps.options().dtype(at::kFloat)) * -std::log(10000.0);
  const auto angles = timesteps.to(at::kFloat).unsqueeze(1) * at::exp(exponents / half).unsqueeze(0);  // [B, dim/2]
  return at::cat({at::cos(angles), at::sin(angles)}, 1);
}

std::shared_ptr<Sequence> make_time_embed(std::int64_t in_features, std::int64_t out_features) {
  auto layers = std::make_shared<Sequence>();
  layers->add<Linear>(0, in_features, out_features);
  layers->add<Silu>(1);
  layers->add<Linear>(2, out_features, out_features);
  return layers;
}

}  // namespace syncdreamer
