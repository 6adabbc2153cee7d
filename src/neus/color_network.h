#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "neus/positional_encoding.h"
#include "neus/weight_norm_linear.h"
#include "nn/layers.h"

namespace syncdreamer {

struct ColorNetworkOptions {
  std::int64_t num_layers = 4;       ///< hidden layers
  std::int64_t width = 256;          ///< units of a hidden layer
  std::int64_t num_frequencies = 4;  ///< frequencies of the encoding of directions
};

/// The colour of a surface point seen from a direction, which enters as its mirror image at the normal.
class ColorNetwork : public torch::nn::Module, public Initializable {
 public:
  /// \param num_features  of a point, from the SdfNetwork.
  explicit ColorNetwork(std::int64_t num_features = 256, const ColorNetworkOptions& options = {});

  /// \param points    `[P, 3]`.
  /// \param normals   `[P, 3]`, of any length (the gradients of the distance).
  /// \param to_viewer `[P, 3]`, unit vectors from the point to the viewer.
  /// \param features  `[P, num_features]`.
  /// \return `[P, 3]` RGB, 0 to 1.
  at::Tensor forward(const at::Tensor& points, const at::Tensor& normals, const at::Tensor& to_viewer,
                     const at::Tensor& features) const;

  void initialize(at::Generator& generator) override;

  std::vector<std::shared_ptr<WeightNormLinear>> lin;

 private:
  PositionalEncoding encoding_;
};

}  // namespace syncdreamer
