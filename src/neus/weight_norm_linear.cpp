#include "neus/weight_norm_linear.h"

#include "core/error.h"

namespace syncdreamer {

WeightNormLinear::WeightNormLinear(std::int64_t in_features, std::int64_t out_features)
    : bias(register_parameter("bias", at::zeros({out_features}))),
      weight_g(register_parameter("weight_g", at::ones({out_features, 1}))),
      weight_v(register_parameter("weight_v", at::ones({out_features, in_features}))) {}

at::Tensor WeightNormLinear::forward(const at::Tensor& x) const {
  return at::linear(x, weight(), bias);
}

at::Tensor WeightNormLinear::weight() const {
  return at::_weight_norm(weight_v, weight_g, 0);
}

void WeightNormLinear::assign(const at::Tensor& new_weight, const at::Tensor& new_bias) {
  check(new_weight.sizes() == weight_v.sizes() && new_bias.sizes() == bias.sizes(),
        "WeightNormLinear::assign: weight or bias has another shape");
  const at::NoGradGuard no_grad;
  weight_v.copy_(new_weight);
  weight_g.copy_(new_weight.norm(2, {1}, /*keepdim=*/true));
  bias.copy_(new_bias);
}

}  // namespace syncdreamer
