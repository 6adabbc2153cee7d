#include "neus/sdf_network.h"

#include <cmath>
#include <numbers>
#include <string>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr double kSoftplusSharpness = 100;
constexpr double kSoftplusLinearFrom = 20;
constexpr double kOutputDeviation = 1e-4;

at::Tensor activation(const at::Tensor& x) {
  return at::softplus(x, kSoftplusSharpness, kSoftplusLinearFrom);
}

at::Tensor activation_slope(const at::Tensor& x) {
  return at::sigmoid(kSoftplusSharpness * x);
}

at::Tensor normal_weight(const WeightNormLinear& layer, double deviation, at::Generator& generator) {
  at::Tensor weight = at::empty({layer.out_features(), layer.in_features()});
  fill_normal(weight, deviation, generator);
  return weight;
}

}  // namespace

// What the layers computed on the way.
struct SdfNetwork::Trace {
  std::vector<at::Tensor> weights;  // [out, in] a layer
  std::vector<at::Tensor> slopes;   // [P, out] a hidden layer, if asked for
  at::Tensor output;                // [P, 1 + num_features]
};

SdfNetwork::SdfNetwork(const SdfNetworkOptions& options) : options_(options), encoding_(options.num_frequencies) {
  check(options.num_layers > 0 && options.skip_layer >= 0 && options.skip_layer < options.num_layers,
        "SdfNetwork: no such skip layer");
  check(options.skip_layer == 0 || options.width > encoding_.width(),
        "SdfNetwork: the layers are narrower than the encoded point");
  std::int64_t in = encoding_.width();
  for (std::int64_t i = 0; i <= options.num_layers; ++i) {
    const bool last = i == options.num_layers;
    const bool before_skip = options.skip_layer > 0 && i + 1 == options.skip_layer;
    const std::int64_t out = last ? 1 + options.num_features : options.width - (before_skip ? encoding_.width() : 0);
    lin.push_back(register_module("lin" + std::to_string(i), std::make_shared<WeightNormLinear>(in, out)));
    in = options.width;
  }
}

at::Tensor SdfNetwork::distances(const at::Tensor& points) const {
  return run(points, /*with_slopes=*/false).output.narrow(1, 0, 1);
}

SdfSamples SdfNetwork::evaluate(const at::Tensor& points) const {
  const Trace trace = run(points, /*with_slopes=*/true);
  return {trace.output.narrow(1, 0, 1), trace.output.narrow(1, 1, options_.num_features), gradients(points, trace)};
}

SdfNetwork::Trace SdfNetwork::run(const at::Tensor& points, bool with_slopes) const {
  check(points.dim() == 2 && points.size(1) == 3, "SdfNetwork: points are [P, 3]");
  Trace trace;
  const at::Tensor encoded = encoding_.encode(points);
  at::Tensor x = encoded;
  for (std::size_t i = 0; i < lin.size(); ++i) {
    if (i > 0 && static_cast<std::int64_t>(i) == options_.skip_layer)
      x = at::cat({x, encoded}, 1) / std::numbers::sqrt2;
    trace.weights.push_back(lin[i]->weight());
    x = at::linear(x, trace.weights.back(), lin[i]->bias);
    if (i + 1 == lin.size()) break;
    if (with_slopes) trace.slopes.push_back(activation_slope(x));
    x = activation(x);
  }
  trace.output = x;
  return trace;
}

at::Tensor SdfNetwork::gradients(const at::Tensor& points, const Trace& trace) const {
  at::Tensor gradient = trace.weights.back().narrow(0, 0, 1);  // [1, width], of the distance by the last hidden layer
  at::Tensor past_skip;
  for (std::size_t i = trace.slopes.size(); i-- > 0;) {
    gradient = at::matmul(gradient * trace.slopes[i], trace.weights[i]);
    if (i > 0 && static_cast<std::int64_t>(i) == options_.skip_layer) {
      gradient = gradient / std::numbers::sqrt2;
      const std::int64_t hidden = gradient.size(1) - encoding_.width();
      past_skip = gradient.narrow(1, hidden, encoding_.width());
      gradient = gradient.narrow(1, 0, hidden);
    }
  }
  return encoding_.pull_back(points, past_skip.defined() ? gradient + past_skip : gradient);
}

void SdfNetwork::initialize(at::Generator& generator) {
  for (std::size_t i = 0; i < lin.size(); ++i) {
    WeightNormLinear& layer = *lin[i];
    if (i + 1 == lin.size()) {
      const double mean = std::sqrt(std::numbers::pi / static_cast<double>(layer.in_features()));
      const at::Tensor weight = normal_weight(layer, kOutputDeviation, generator) + mean;
      layer.assign(weight, at::full({layer.out_features()}, -options_.initial_radius));
      continue;
    }
    at::Tensor weight = normal_weight(layer, std::sqrt(2.0 / static_cast<double>(layer.out_features())), generator);
    // The waves of the encoding begin without influence.
    const bool sees_point = i == 0 || static_cast<std::int64_t>(i) == options_.skip_layer;
    if (sees_point) weight.narrow(1, layer.in_features() - encoding_.width() + 3, encoding_.width() - 3).zero_();
    layer.assign(weight, at::zeros({layer.out_features()}));
  }
}

}  // namespace syncdreamer
