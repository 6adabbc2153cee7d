#include "reconstruct/ground_cut.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "core/in_parallel.h"
#include "reconstruct/signed_distance.h"

namespace syncdreamer {
namespace {

constexpr double kSeenCosine = 0.12;        // of the angle between normal and camera: 7 degrees from grazing
constexpr double kSteeperCosine = 0.4;      // the same for the surface above: 24 degrees from grazing
constexpr double kMinTurn = 0.05;           // of the downward cosine between both, for a curvature to be told
constexpr double kMaxSpread = 2.5;          // of the section: its variance over that of a disc of its area
constexpr double kSharpestVoxels = 14;      // radius that an edge may seem to have, spacings of the grid
constexpr double kSharpestPixels = 6;       // the same, pixels; the larger one counts
constexpr double kMinRound = 0.35;          // of the radius told from the turn to that told from the section
constexpr int kBlurRadius = 2;              // samples; steps between voxels are not surface
constexpr double kIgnoredShare = 0.005;     // of the seen surface, which may lie lower by noise
constexpr std::size_t kSlab = 6;            // layers that are judged together
constexpr double kMinSeenShare = 0.25;      // of a slab's surface that faces a camera, where there is an object
constexpr double kShareOfAbove = 0.33;      // of the slab's seen share, that its lowest layer must reach
constexpr double kSurfaceThickness = 1.25;  // samples on each side of the boundary

/// Mean over 2 kBlurRadius + 1 samples along one axis; the outermost samples stay.
void blur_along(ScalarGrid& grid, std::size_t stride) {
  const auto side = static_cast<std::size_t>(grid.size);
  const std::vector<float> before = grid.values;
  in_parallel(side, [&](std::size_t plane) {
    for (std::size_t line = plane * side; line < (plane + 1) * side; ++line) {
      const std::size_t first = grid.line_start(line, stride);
      for (std::size_t i = kBlurRadius; i + kBlurRadius < side; ++i) {
        float sum = 0;
        for (std::size_t k = i - kBlurRadius; k <= i + kBlurRadius; ++k) sum += before[first + k * stride];
        grid.values[first + i * stride] = sum / (2 * kBlurRadius + 1);
      }
    }
  });
}

double best_facing(Vec3 point, Vec3 normal, const std::vector<Vec3>& cameras) {
  double best = -1;
  for (const Vec3& camera : cameras) best = std::max(best, dot(normal, normalized(camera - point)));
  return best;
}

/// A sample of the surface.
struct SurfaceSample {
  int layer = 0;  ///< of the grid
  double height = 0;
  double facing = 0;    ///< cosine of the angle between the normal and the camera that it faces most
  double downward = 0;  ///< cosine of the angle between the normal and straight down
};

int sum_of(const std::vector<int>& layers, std::size_t begin, std::size_t end) {
  const auto first = layers.begin();
  return std::accumulate(first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end), 0);
}

/// Whether a layer is seen about as much as those above it. Steps between voxels, which rays lie along, seem to face a
/// camera in a layer here and there, and in fewer layers in a row than even a thin plate has once it is blurred.
std::vector<bool> seen_layers(const std::vector<int>& num_surface, const std::vector<int>& num_seen) {
  const std::size_t num_layers = num_surface.size();
  std::vector<bool> seen(num_layers);
  for (std::size_t z = 0; z < seen.size(); ++z) {
    const std::size_t end = std::min(z + kSlab, num_layers);
    const double share = static_cast<double>(sum_of(num_seen, z, end)) / std::max(1, sum_of(num_surface, z, end));
    seen[z] = share > kMinSeenShare && num_seen[z] > kShareOfAbove * share * num_surface[z];
  }
  for (std::size_t begin = 0, end = 0; begin < num_layers; begin = end) {
    while (end < num_layers && seen[end] == seen[begin]) ++end;
    if (end - begin < kSlab)
      std::fill(seen.begin() + static_cast<std::ptrdiff_t>(begin), seen.begin() + static_cast<std::ptrdiff_t>(end),
                false);
  }
  return seen;
}

/// All samples of the surface that face a camera, but at the sides of the grid, where values are not blurred.
std::vector<SurfaceSample> seen_samples(const ScalarGrid& distance, const std::vector<Vec3>& cameras) {
  constexpr int kFirst = kBlurRadius + 2;
  std::vector<SurfaceSample> samples;
  std::vector<int> num_surface(static_cast<std::size_t>(distance.size)), num_seen(num_surface);
  for (int z = kFirst; z + kFirst < distance.size; ++z) {
    for (int y = kFirst; y + kFirst < distance.size; ++y) {
      for (int x = kFirst; x + kFirst < distance.size; ++x) {
        if (std::abs(distance.at(x, y, z)) > kSurfaceThickness * distance.spacing()) continue;
        const Vec3 gradient{static_cast<double>(distance.at(x + 1, y, z) - distance.at(x - 1, y, z)),
                            static_cast<double>(distance.at(x, y + 1, z) - distance.at(x, y - 1, z)),
                            static_cast<double>(distance.at(x, y, z + 1) - distance.at(x, y, z - 1))};
        if (length(gradient) < 1e-9) continue;
        const Vec3 point = distance.position(x, y, z), normal = normalized(gradient);
        const double facing = best_facing(point, normal, cameras);
        ++num_surface[static_cast<std::size_t>(z)];
        if (facing <= kSeenCosine) continue;
        ++num_seen[static_cast<std::size_t>(z)];
        samples.push_back({z, point.z, facing, -normal.z});
      }
    }
  }
  const std::vector<bool> seen = seen_layers(num_surface, num_seen);
  std::erase_if(samples, [&](const auto& sample) { return !seen[static_cast<std::size_t>(sample.layer)]; });
  return samples;
}

std::vector<SurfaceSample> seen_samples(const VisualHull& hull, const std::vector<ReconstructionView>& views) {
  ScalarGrid distance = signed_distance(hull.coverage);
  for (const std::size_t stride : distance.strides()) blur_along(distance, stride);
  std::vector<Vec3> cameras;
  for (const ReconstructionView& view : views) cameras.push_back(view.camera.centre());
  return seen_samples(distance, cameras);
}

/// The lowest surface that faces a camera by more than a cosine; of several samples, its height and mean direction.
std::optional<SurfaceSample> lowest(std::vector<SurfaceSample> samples, double least_facing) {
  std::erase_if(samples, [&](const SurfaceSample& sample) { return sample.facing <= least_facing; });
  if (samples.empty()) return std::nullopt;
  const auto last = samples.begin() + static_cast<std::ptrdiff_t>(kIgnoredShare * static_cast<double>(samples.size()));
  std::nth_element(samples.begin(), last, samples.end(),
                   [](const auto& a, const auto& b) { return a.height < b.height; });
  SurfaceSample result{last->layer, last->height, 0, 0};
  const double share = 1.0 / static_cast<double>(last - samples.begin() + 1);
  for (auto sample = samples.begin(); sample <= last; ++sample) result.downward += share * sample->downward;
  return result;
}

/// The radius of the disc with the area of the hull's horizontal section at a height; nothing if the section is drawn
/// out or in several parts.
std::optional<double> section_radius(const VisualHull& hull, double height) {
  const ScalarGrid& grid = hull.coverage;
  const int z = static_cast<int>(std::lround((height + grid.half_side) / grid.spacing()));
  double count = 0, squares = 0;
  Vec3 sum;
  for (int y = 0; y < grid.size; ++y) {
    for (int x = 0; x < grid.size; ++x) {
      if (!hull.inside(grid.index(x, y, z))) continue;
      const Vec3 point{static_cast<double>(x), static_cast<double>(y), 0};
      count += 1;
      sum += point;
      squares += dot(point, point);
    }
  }
  if (count == 0) return std::nullopt;
  const double variance = squares / count - dot(sum, sum) / (count * count);
  const double variance_of_disc = count / (2 * std::numbers::pi);
  if (variance > kMaxSpread * variance_of_disc) return std::nullopt;
  return std::sqrt(count / std::numbers::pi) * grid.spacing();
}

}  // namespace

double underside_height(const VisualHull& hull, const std::vector<ReconstructionView>& views) {
  const std::vector<SurfaceSample> samples = seen_samples(hull, views);
  const auto seen = lowest(samples, kSeenCosine), above = lowest(samples, kSteeperCosine);
  if (!seen) return -hull.coverage.half_side;
  const double turn = above ? seen->downward - above->downward : 0;
  if (turn < kMinTurn || seen->downward >= 1) return seen->height;
  const double by_turn = (above->height - seen->height) / turn;
  const std::optional<double> section = section_radius(hull, seen->height);
  if (!section) return seen->height;
  const double by_section = *section / std::sqrt(1 - seen->downward * seen->downward);
  const double sharpest = std::max(kSharpestVoxels * hull.coverage.spacing(), kSharpestPixels * pixel_size(views));
  if (by_turn < sharpest || by_turn < kMinRound * by_section) return seen->height;
  return seen->height - std::min(by_turn, by_section) * (1 - seen->downward);
}

void cut_at_ground(VisualHull& hull, const std::vector<ReconstructionView>& views) {
  const double ground = underside_height(hull, views);
  ScalarGrid& coverage = hull.coverage;
  for (int z = 0; z < coverage.size && coverage.position(0, 0, z).z < ground; ++z) {
    std::fill_n(coverage.values.begin() + static_cast<std::ptrdiff_t>(coverage.index(0, 0, z)),
                static_cast<std::size_t>(coverage.size) * static_cast<std::size_t>(coverage.size), 0.0F);
  }
  hull.update_silhouettes(views);
}

}  // namespace syncdreamer
