#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "neus/positional_encoding.h"
#include "neus/weight_norm_linear.h"
#include "nn/layers.h"

namespace syncdreamer {

struct SdfNetworkOptions {
  std::int64_t num_layers = 8;       ///< hidden layers
  std::int64_t width = 256;          ///< units of a hidden layer
  std::int64_t skip_layer = 4;       ///< layer that sees the point again, counted from 0; 0: none
  std::int64_t num_frequencies = 6;  ///< frequencies of the positional encoding
  std::int64_t num_features = 256;   ///< numbers a point handed on to the colour network
  double initial_radius = 0.5;       ///< radius of the sphere that training starts from, object units
};

/// What an SdfNetwork says about P points.
struct SdfSamples {
  at::Tensor distances;  ///< `[P, 1]`, object units, negative inside
  at::Tensor features;   ///< `[P, num_features]`
  at::Tensor gradients;  ///< `[P, 3]` of the distance by the point
};

/// The signed distance to a surface, as a multilayer perceptron of the encoded point (Wang et al. 2021, NeuS).
class SdfNetwork : public torch::nn::Module, public Initializable {
 public:
  explicit SdfNetwork(const SdfNetworkOptions& options = {});

  /// The signed distances of `points` `[P, 3]`: `[P, 1]`.
  at::Tensor distances(const at::Tensor& points) const;

  /// Distances, features and gradients. The gradients follow from the chain rule, layer by layer from the last to the
  /// first, and are differentiable themselves; they need no graph.
  SdfSamples evaluate(const at::Tensor& points) const;

  /// Makes the distance about that to the sphere of `initial_radius` (Atzmon and Lipman 2020, SAL).
  void initialize(at::Generator& generator) override;

  std::vector<std::shared_ptr<WeightNormLinear>> lin;

 private:
  struct Trace;
  Trace run(const at::Tensor& points, bool with_slopes) const;
  at::Tensor gradients(const at::Tensor& points, const Trace& trace) const;

  SdfNetworkOptions options_;
  PositionalEncoding encoding_;
};

}  // namespace syncdreamer
