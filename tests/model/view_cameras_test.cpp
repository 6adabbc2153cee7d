#include "model/view_cameras.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <numbers>

#include "tests/support/golden_case.h"

namespace syncdreamer {
namespace {

TEST(ViewCamerasGolden, ring_has_the_released_poses_and_intrinsics) {
  const auto golden = GoldenCase::open("cameras");
  if (!golden) GTEST_SKIP() << GoldenCase::skip_message("cameras");
  for (const int size : {64, 256}) {
    const ViewCameras ring = view_cameras(viewpoint_ring(), size);
    expect_matches(*golden, "buffer.poses", ring.cam_from_world, 1e-6);
    expect_matches(*golden, "buffer.Ks.image" + std::to_string(size), ring.intrinsics, 1e-6);
    expect_matches(*golden, "buffer.azimuth", ring.azimuth, 1e-6);
    expect_matches(*golden, "elevations", ring.elevation.to(at::kDouble), 1e-6);
  }
}

TEST(ViewCameras, wrap_azimuths_to_half_a_turn) {
  const ViewCameras cameras = view_cameras({{.azimuth = 3 * std::numbers::pi / 2}, {.azimuth = std::numbers::pi}}, 64);
  EXPECT_NEAR(cameras.azimuth[0].item<double>(), -std::numbers::pi / 2, 1e-6);
  EXPECT_NEAR(cameras.azimuth[1].item<double>(), -std::numbers::pi, 1e-6);
}

}  // namespace
}  // namespace syncdreamer
