#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "neus/color_network.h"
#include "neus/sdf_network.h"

namespace syncdreamer {

struct NeusOptions {
  SdfNetworkOptions sdf{};               ///< network of the signed distance
  ColorNetworkOptions color{};           ///< network of the colour
  std::int64_t num_coarse_samples = 64;  ///< samples at even distances on a ray
  std::int64_t num_fine_samples = 64;    ///< samples near the surface on a ray, over all refinements
  std::int64_t num_refinements = 4;      ///< rounds in which samples are added near the surface
  double half_side = 0.6;                ///< half the side of the cube outside of which space is empty, object units
};

/// How soft the surface is: one learned number.
class DeviationNetwork : public torch::nn::Module, public Initializable {
 public:
  DeviationNetwork();

  /// The reciprocal of the deviation, `exp(10 variance)`: a number.
  at::Tensor inverse() const;
  void initialize(at::Generator& generator) override;

  at::Tensor variance;
};

/// Sections of R rays, S each.
struct RaySamples {
  at::Tensor points;   ///< `[R, S, 3]`, the middles of the sections
  at::Tensor lengths;  ///< `[R, S]`
  at::Tensor inside;   ///< `[R, S]` bool, whether the middle lies in the cube
};

/// What R rays see.
struct RenderedRays {
  at::Tensor colors;           ///< `[R, 3]` RGB over white
  at::Tensor masks;            ///< `[R, 1]` opacity
  at::Tensor gradient_errors;  ///< `[R, S]`, `(|gradient| - 1)^2`, 0 outside the cube
};

/// Renders a signed distance and its colours along rays (Wang et al. 2021, NeuS), as SyncDreamer's authors set it up.
class NeusRenderer : public torch::nn::Module {
 public:
  explicit NeusRenderer(const NeusOptions& options = {});

  /// Depths at which rays begin and end, each `[R, 1]`: sqrt(3) / 2 object units before the point nearest to the
  /// origin, but not behind the camera, and as far behind that point.
  static std::pair<at::Tensor, at::Tensor> near_and_far(const at::Tensor& origins, const at::Tensor& directions);

  /// The depths of the samples of each ray, in order: even ones first, then more of them where the distance changes its
  /// sign.
  ///
  /// \param origins, directions  `[R, 3]`, directions of length 1.
  /// \param shifts               `[R, 1]`, 0 to 1: the even samples move along the ray by `shift - 0.5` times 2 /
  ///                             num_coarse_samples object units; undefined: 0.5, by nothing.
  /// \return `[R, S]`, without a graph.
  at::Tensor sample_depths(const at::Tensor& origins, const at::Tensor& directions,
                           const at::Tensor& shifts = {}) const;

  /// The sections between the depths.
  RaySamples sections(const at::Tensor& origins, const at::Tensor& directions, const at::Tensor& depths) const;

  /// What is seen along the rays.
  ///
  /// \param cos_anneal_ratio  0 to 1: how much of the surfaces turned away from the ray is ignored; training begins
  ///                          at 0, pictures are made at 1.
  RenderedRays shade(const at::Tensor& directions, const RaySamples& samples, double cos_anneal_ratio = 1) const;

  const NeusOptions& options() const { return options_; }

  std::shared_ptr<SdfNetwork> sdf_network;
  std::shared_ptr<ColorNetwork> color_network;
  std::shared_ptr<DeviationNetwork> deviation_network;

 private:
  at::Tensor inside(const at::Tensor& points) const;
  at::Tensor depths_near_surface(const at::Tensor& points, const at::Tensor& depths, const at::Tensor& distances,
                                 double inverse_deviation) const;
  at::Tensor opacities(const SdfSamples& sdf, const at::Tensor& directions, const at::Tensor& lengths,
                       double cos_anneal_ratio) const;

  NeusOptions options_;
};

}  // namespace syncdreamer
