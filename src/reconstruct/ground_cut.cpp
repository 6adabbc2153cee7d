#include "reconstruct/ground_cut.h"

#include <algorithm>
#include <cmath>

#include "reconstruct/signed_distance.h"

namespace syncdreamer {
namespace {

constexpr double kSeenCosine = 0.12;        // of the angle between normal and camera: 7 degrees from grazing
constexpr int kBlurRadius = 2;              // samples; steps between voxels are not surface
constexpr double kIgnoredShare = 0.005;     // of the seen surface, which may lie lower by noise
constexpr double kSurfaceThickness = 1.25;  // samples on each side of the boundary

/// Mean over 2 kBlurRadius + 1 samples along one axis; the outermost samples stay.
void blur_along(ScalarGrid& grid, std::size_t stride) {
  const auto side = static_cast<std::size_t>(grid.size);
  const std::vector<float> before = grid.values;
#pragma omp parallel for
  for (std::size_t line = 0; line < side * side; ++line) {
    const std::size_t first = line % stride + line / stride * stride * side;
    for (std::size_t i = kBlurRadius; i + kBlurRadius < side; ++i) {
      float sum = 0;
      for (std::size_t k = i - kBlurRadius; k <= i + kBlurRadius; ++k) sum += before[first + k * stride];
      grid.values[first + i * stride] = sum / (2 * kBlurRadius + 1);
    }
  }
}

bool faces_a_camera(Vec3 point, Vec3 normal, const std::vector<Vec3>& cameras) {
  return std::any_of(cameras.begin(), cameras.end(),
                     [&](Vec3 camera) { return dot(normal, normalized(camera - point)) > kSeenCosine; });
}

/// The heights of all samples of the surface that face a camera.
std::vector<double> seen_heights(const ScalarGrid& distance, const std::vector<Vec3>& cameras) {
  std::vector<double> heights;
  for (int z = 1; z + 1 < distance.size; ++z) {
    for (int y = 1; y + 1 < distance.size; ++y) {
      for (int x = 1; x + 1 < distance.size; ++x) {
        if (std::abs(distance.at(x, y, z)) > kSurfaceThickness * distance.spacing()) continue;
        const Vec3 gradient{static_cast<double>(distance.at(x + 1, y, z) - distance.at(x - 1, y, z)),
                            static_cast<double>(distance.at(x, y + 1, z) - distance.at(x, y - 1, z)),
                            static_cast<double>(distance.at(x, y, z + 1) - distance.at(x, y, z - 1))};
        if (length(gradient) < 1e-9) continue;
        const Vec3 point = distance.position(x, y, z);
        if (faces_a_camera(point, normalized(gradient), cameras)) heights.push_back(point.z);
      }
    }
  }
  return heights;
}

}  // namespace

double lowest_seen_height(const VisualHull& hull, const std::vector<ReconstructionView>& views) {
  ScalarGrid distance = signed_distance(hull.coverage, 0.5F);
  const auto side = static_cast<std::size_t>(distance.size);
  for (const std::size_t stride : {std::size_t{1}, side, side * side}) blur_along(distance, stride);
  std::vector<Vec3> cameras;
  for (const ReconstructionView& view : views) cameras.push_back(view.camera.centre());
  std::vector<double> heights = seen_heights(distance, cameras);
  if (heights.empty()) return -hull.coverage.half_side;
  const auto ignored =
      heights.begin() + static_cast<std::ptrdiff_t>(kIgnoredShare * static_cast<double>(heights.size()));
  std::nth_element(heights.begin(), ignored, heights.end());
  return *ignored;
}

void cut_at_ground(VisualHull& hull, const std::vector<ReconstructionView>& views) {
  const double ground = lowest_seen_height(hull, views);
  ScalarGrid& coverage = hull.coverage;
  for (int z = 0; z < coverage.size && coverage.position(0, 0, z).z < ground; ++z) {
    std::fill_n(coverage.values.begin() + static_cast<std::ptrdiff_t>(coverage.index(0, 0, z)),
                static_cast<std::size_t>(coverage.size) * static_cast<std::size_t>(coverage.size), 0.0F);
  }
}

}  // namespace syncdreamer
