#include "model/viewpoint_embedding.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(ViewpointEmbeddingGolden, matches_the_reference_at_every_elevation) {
  const auto golden = GoldenCase::open("cameras");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("cameras");
  const ViewCameras ring = view_cameras(viewpoint_ring(), 256);
  for (const int elevation_deg : {0, 30, -10}) {
    const at::Tensor elevation = at::full({1}, radians(elevation_deg));
    expect_matches(*golden, "viewpoint_embedding.elevation" + std::to_string(elevation_deg),
                   viewpoint_embedding(elevation, ring), 1e-6);
  }
  expect_matches(*golden, "viewpoint_embedding.batch",
                 viewpoint_embedding(golden->tensor("viewpoint_embedding.batch.elevation"), ring), 1e-6);
}

TEST(ViewpointEmbedding, of_the_input_camera_itself_is_no_rotation) {
  const ViewCameras same = view_cameras({{.azimuth = 0, .elevation = 0.2}}, 256);
  const at::Tensor embedding = viewpoint_embedding(at::full({1}, 0.2), same);
  EXPECT_LT((embedding.flatten() - at::tensor({0.0F, 0.0F, 1.0F, 0.0F})).abs().max().item<double>(), 1e-6);
}

}  // namespace
}  // namespace syncdreamer
