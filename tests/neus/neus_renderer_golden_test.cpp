#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include <cmath>
#include <string>

#include "checkpoint/module_loading.h"
#include "neus/neus_loss.h"
#include "neus/neus_renderer.h"
#include "neus/ray_batch.h"
#include "tests/support/golden_case.h"
#include "tests/support/parameter_list.h"
#include "tests/support/roundings.h"
#include "tests/support/test_device.h"

namespace syncdreamer {
namespace {

void fill_lengths_and_variance_by_rule(NeusRenderer& renderer) {
  fill_by_rule(renderer, "", [](const std::string& name, at::Tensor& parameter) {
    if (name == "deviation_network.variance") {
      parameter.fill_(0.3);
      return true;
    }
    if (!name.ends_with("weight_g")) return false;
    parameter.copy_(1 + rule_tensor(name, parameter.sizes().vec(), 0.1F));
    return true;
  });
}

// The networks and the rays of a reference file.
class NeusGolden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    golden = GoldenCase::open(GetParam());
    if (!golden) GTEST_SKIP() << GoldenCase::skip_message(GetParam());
    if (GetParam() == "neus-sphere") {
      const auto weights = GoldenCase::open("neus-sphere-weights");
      if (!weights) GTEST_SKIP() << GoldenCase::skip_message("neus-sphere-weights");
      load_into(renderer, weights->tensors());
      renderer.to(test_device());
    } else {
      fill_lengths_and_variance_by_rule(renderer);
    }
    origins = golden->tensor("rays_o");
    directions = golden->tensor("rays_d");
  }

  std::optional<GoldenCase> golden;
  NeusRenderer renderer;
  at::Tensor origins, directions;
};

TEST_P(NeusGolden, networks_compute_the_reference_numbers) {
  const at::NoGradGuard no_grad;
  const at::Tensor points = golden->tensor("points");
  const SdfSamples sdf = renderer.sdf_network->evaluate(points);
  expect_matches(*golden, "sdf", sdf.distances);
  expect_matches(*golden, "sdf", renderer.sdf_network->distances(points));
  expect_matches(*golden, "features", sdf.features);
  expect_matches(*golden, "gradient", sdf.gradients);
  expect_matches(*golden, "colors",
                 renderer.color_network->forward(points, sdf.gradients, -golden->tensor("dirs"), sdf.features));
  expect_matches(*golden, "inv_s", renderer.deviation_network->inverse());
  const at::Tensor normals = sdf.gradients / sdf.gradients.norm(2, {1}, true);
  expect_matches(*golden, "vertex_colors",
                 renderer.color_network->forward(points, sdf.gradients, normals, sdf.features));
}

// Where next to no density lies between two samples, a quantile between them is what rounding makes it: there, the
// reference's depth need only be as near as the depths of a few roundings are to each other.
TEST_P(NeusGolden, samples_lie_where_the_reference_has_them) {
  const auto [near, far] = NeusRenderer::near_and_far(origins, directions);
  expect_matches(*golden, "near", near);
  expect_matches(*golden, "far", far);
  const at::Tensor depths = renderer.sample_depths(origins, directions), expected = golden->tensor("z_vals");
  at::Tensor spread = at::zeros_like(depths);
  for (int rounding = 1; rounding <= 8; ++rounding) {
    move_within_rounding(renderer, rounding);
    spread = at::maximum(spread, (renderer.sample_depths(origins, directions) - depths).abs());
  }
  const double tolerance = tolerance_on_device(1e-4) * expected.abs().max().item<double>();
  EXPECT_LT(((depths - expected).abs() - 2 * spread).max().item<double>(), tolerance);
  EXPECT_LT((spread > tolerance).sum().item<double>(), 0.02 * static_cast<double>(depths.numel())) << "one in fifty";
}

TEST_P(NeusGolden, rendered_rays_match_the_reference) {
  const at::NoGradGuard no_grad;
  const at::Tensor depths = golden->tensor("z_vals");  // rounding moves some of our own, see above
  const RaySamples samples = renderer.sections(origins, directions, depths);
  const RenderedRays rendered = renderer.shade(directions, samples);
  expect_matches(*golden, "render.rgb", rendered.colors);
  expect_matches(*golden, "render.mask", rendered.masks);
  expect_matches(*golden, "render.gradient_error", rendered.gradient_errors);
  expect_matches(*golden, "render.inner_mask", samples.inside);
}

double gradient_norm(const torch::nn::Module& module) {
  double sum = 0;
  for (const at::Tensor& parameter : module.parameters()) sum += parameter.grad().square().sum().item<double>();
  return std::sqrt(sum);
}

// Rounding moves some samples, as above, and the field bends sharply between them.
TEST_P(NeusGolden, training_losses_and_gradients_match_the_reference) {
  const RayBatch targets{origins, directions, golden->tensor("train.rgb"), golden->tensor("train.mask")};
  expect_for_one_rounding([&](int rounding) {
    move_within_rounding(renderer, rounding);
    renderer.zero_grad();
    const at::Tensor depths = renderer.sample_depths(origins, directions, golden->tensor("train.t_rand"));
    const RaySamples samples = renderer.sections(origins, directions, depths);
    const NeusLosses losses = neus_losses(renderer.shade(directions, samples, 0.5), targets, loss_totals(samples));
    const at::Tensor total = losses.total({});
    expect_matches(*golden, "train.loss_rendering", losses.rendering);
    expect_matches(*golden, "train.loss_mask", losses.mask);
    expect_matches(*golden, "train.loss_eikonal", losses.eikonal);
    expect_matches(*golden, "train.loss", total);
    total.backward();
    for (const auto& child : renderer.named_children()) {
      const double expected = golden->number("train.gradnorm." + child.key());
      EXPECT_NEAR(gradient_norm(*child.value()), expected, tolerance_on_device(1e-4) * expected) << child.key();
    }
  });
}

std::string test_name(const testing::TestParamInfo<std::string>& parameter) {
  return parameter.param == "neus-rule" ? "by_rule" : "of_a_sphere";
}

INSTANTIATE_TEST_SUITE_P(Weights, NeusGolden, testing::Values("neus-rule", "neus-sphere"), test_name);

TEST(NeusGoldenNames, parameters_are_named_and_shaped_as_the_authors_are) {
  ParameterList expected = read_parameter_list("neus-parameters.tsv", "");
  if (expected.empty()) GTEST_SKIP() << "neus-parameters.tsv is not there";
  EXPECT_EQ(difference(parameter_list_of(NeusRenderer()), expected), "");
}

// The reference sends the ray of pixel (x, y) through the image point (x, y), which is the pixel's corner; here it goes
// through the centre.
TEST(NeusGoldenRays, through_the_corners_of_pixels_are_the_reference_rays) {
  const auto golden = GoldenCase::open("neus-sphere");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("neus-sphere");
  std::vector<ReconstructionView> views;
  for (const Viewpoint& viewpoint : viewpoint_ring()) {
    Camera camera = camera_at(viewpoint, 256);
    camera.cx += 0.5;
    camera.cy += 0.5;
    views.push_back({camera, Image(256, 256, 3, 255), std::vector<float>(256 * 256)});
  }
  const at::Tensor places = golden->tensor("view_x_y");
  const at::Tensor index = places.select(1, 0) * (256 * 256) + places.select(1, 2) * 256 + places.select(1, 1);
  const RayBatch rays = rays_of_views(views).to(test_device()).select(index);
  expect_matches(*golden, "rays_o", rays.origins);
  expect_matches(*golden, "rays_d", rays.directions);
}

}  // namespace
}  // namespace syncdreamer
