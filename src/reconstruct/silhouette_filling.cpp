#include "reconstruct/silhouette_filling.h"

#include <algorithm>
#include <cmath>

#include "core/in_parallel.h"
#include "geometry/mesh.h"
#include "reconstruct/grid_sampling.h"
#include "reconstruct/picture_sampling.h"

namespace syncdreamer {
namespace {

constexpr float kShown = 0.5F;     // coverage from which a pixel shows the object
constexpr double kJustOwn = 0.55;  // what the fullest place becomes: a little above one half
constexpr double kMaxFactor = 8;   // of what is emptier, nothing tells where it is
constexpr double kStride = 0.7;    // along a ray, grid spacings

/// The highest value along a ray.
double fullest_place(const ScalarGrid& grid, Vec3 origin, Vec3 direction) {
  const Vec3 corner{grid.half_side, grid.half_side, grid.half_side};
  const auto interval = ray_interval({corner * -1, corner}, origin, direction);
  if (!interval) return 0;
  const auto [enter, leave] = *interval;
  double fullest = 0;
  for (double depth = std::max(0.0, enter); depth <= leave; depth += kStride * grid.spacing())
    fullest = std::max<double>(fullest, interpolated(grid, grid.samples_of(origin + direction * depth)));
  return fullest;
}

/// By what the rays of the picture's pixels are to be multiplied.
std::vector<float> factors_of(const ScalarGrid& grid, const ReconstructionView& picture) {
  const Camera& camera = picture.camera;
  const CameraRays rays(camera);
  std::vector<float> factors(picture.mask.size(), 1);
  in_parallel(camera.height, [&](int y) {
    for (int x = 0; x < camera.width; ++x) {
      if (picture.coverage(x, y) < kShown) continue;
      const double fullest = fullest_place(grid, rays.origin(), rays.direction_of_pixel(x, y));
      if (fullest * kMaxFactor < kJustOwn) continue;
      factors[static_cast<std::size_t>(y) * camera.width + x] = static_cast<float>(std::max(1.0, kJustOwn / fullest));
    }
  });
  return factors;
}

}  // namespace

void fill_silhouette(ScalarGrid& occupancy, const ReconstructionView& picture) {
  const std::vector<float> factors = factors_of(occupancy, picture);
  for (int z = 0; z < occupancy.size; ++z) {
    for (int y = 0; y < occupancy.size; ++y) {
      for (int x = 0; x < occupancy.size; ++x) {
        const auto place = place_in_picture(picture.camera, occupancy.position(x, y, z));
        if (!place) continue;
        float& value = occupancy.at(x, y, z);
        value = std::min(1.0F, static_cast<float>(place->of(factors)) * value);
      }
    }
  }
}

}  // namespace syncdreamer
