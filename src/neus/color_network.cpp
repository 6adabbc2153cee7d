#include "neus/color_network.h"

#include <cmath>
#include <string>

namespace syncdreamer {
namespace {

constexpr double kShortestNormal = 1e-12;

/// Vectors `[P, 3]` of length 1 and the same direction; the shortest ones stay shorter.
at::Tensor normalize_rows(const at::Tensor& vectors) {
  return vectors / vectors.norm(2, {1}, /*keepdim=*/true).clamp_min(kShortestNormal);
}

}  // namespace

ColorNetwork::ColorNetwork(std::int64_t num_features, const ColorNetworkOptions& options)
    : encoding_(options.num_frequencies) {
  std::int64_t in = 3 + encoding_.width() + 3 + num_features;
  for (std::int64_t i = 0; i <= options.num_layers; ++i) {
    const std::int64_t out = i == options.num_layers ? 3 : options.width;
    lin.push_back(register_module("lin" + std::to_string(i), std::make_shared<WeightNormLinear>(in, out)));
    in = out;
  }
}

at::Tensor ColorNetwork::forward(const at::Tensor& points, const at::Tensor& normals, const at::Tensor& to_viewer,
                                 const at::Tensor& features) const {
  const at::Tensor unit_normals = normalize_rows(normals);
  const at::Tensor cosines = (to_viewer * unit_normals).sum(1, /*keepdim=*/true);
  const at::Tensor reflected = 2 * cosines * unit_normals - to_viewer;
  at::Tensor x = at::cat({points, encoding_.encode(reflected), unit_normals, features}, 1);
  for (std::size_t i = 0; i + 1 < lin.size(); ++i) x = at::relu(lin[i]->forward(x));
  return at::sigmoid(lin.back()->forward(x));
}

void ColorNetwork::initialize(at::Generator& generator) {
  for (const auto& layer : lin) {
    const double bound = 1 / std::sqrt(static_cast<double>(layer->in_features()));
    at::Tensor weight = at::empty({layer->out_features(), layer->in_features()});
    at::Tensor bias = at::empty({layer->out_features()});
    fill_uniform(weight, bound, generator);
    fill_uniform(bias, bound, generator);
    layer->assign(weight, bias);
  }
}

}  // namespace syncdreamer
