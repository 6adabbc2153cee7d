#include "reconstruct/visual_hull.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/in_parallel.h"
#include "core/joined.h"
#include "geometry/mesh.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {
namespace {

constexpr double kWorthOneMoreView = 0.01;  // gain of silhouette IoU for which one more view is doubted
constexpr double kDisagreement = 0.8;       // silhouette IoU below which a view is reported
constexpr int kSilhouetteSize = 64;         // pixels a side, at most
constexpr int kMaxTolerance = 3;            // views that may see background where the hull is, at most

/// A voxel's coverage if as many views as the index says may be wrong about it: the smallest ones over the views, in
/// ascending order.
using CoverageByTolerance = std::array<float, kMaxTolerance + 1>;

void insert(CoverageByTolerance& coverages, float value) {
  for (float& kept : coverages) {
    if (value < kept) std::swap(value, kept);
  }
}

/// The mask at pixel coordinates (x, y) of pixel centres, bilinear, its border repeated outwards.
float sample_mask(const ReconstructionView& view, float x, float y) {
  const int width = view.camera.width, height = view.camera.height;
  x = std::clamp(x, 0.0F, static_cast<float>(width - 1));
  y = std::clamp(y, 0.0F, static_cast<float>(height - 1));
  const int x0 = std::min(static_cast<int>(x), width - 2), y0 = std::min(static_cast<int>(y), height - 2);
  const float u = x - static_cast<float>(x0), v = y - static_cast<float>(y0);
  const float* row = view.mask.data() + static_cast<std::ptrdiff_t>(y0) * width + x0;
  return (1 - v) * ((1 - u) * row[0] + u * row[1]) + v * ((1 - u) * row[width] + u * row[width + 1]);
}

/// The borders of a picture at which it cuts the object off.
struct CutBorders {
  bool left = false, right = false, top = false, bottom = false;

  explicit CutBorders(const ReconstructionView& view) {
    const int last_x = view.camera.width - 1, last_y = view.camera.height - 1;
    for (int y = 0; y <= last_y; ++y) {
      left = left || view.coverage(0, y) > 0.5F;
      right = right || view.coverage(last_x, y) > 0.5F;
    }
    for (int x = 0; x <= last_x; ++x) {
      top = top || view.coverage(x, 0) > 0.5F;
      bottom = bottom || view.coverage(x, last_y) > 0.5F;
    }
  }
};

/// What the views say of a voxel.
struct VoxelSight {
  CoverageByTolerance coverages;
  CoverageByTolerance beyond_cuts;  ///< at the borders that cut the object off, where it lies beyond them
  std::size_t num_pictures = 0;     ///< that show its place

  VoxelSight() {
    coverages.fill(1);
    beyond_cuts.fill(1);
  }

  /// Of what most pictures do not show, all borders have a say.
  CoverageByTolerance result(std::size_t num_views) const {
    CoverageByTolerance all = coverages;
    if (2 * num_pictures < num_views) {
      for (const float coverage : beyond_cuts) insert(all, coverage);
    }
    return all;
  }
};

/// A row of voxels, along x.
struct VoxelRow {
  Vec3 first, second;  ///< where the first two of them are
  std::vector<VoxelSight> voxels;
};

/// Adds what a view sees of a row. What lies beside its picture counts as the nearest pixel of the border, but says
/// nothing where the object goes on there.
void see_row(const ReconstructionView& view, const CutBorders& cut, VoxelRow& row) {
  const Camera& camera = view.camera;
  const Vec3 start = camera.cam_from_world(row.first), step = camera.cam_from_world(row.second) - start;
  for (std::size_t x = 0; x < row.voxels.size(); ++x) {
    const Vec3 point = start + step * static_cast<double>(x);
    if (point.z <= 0) continue;  // behind the camera, which says nothing about it
    const double u = camera.fx * point.x / point.z + camera.cx - 0.5;
    const double v = camera.fy * point.y / point.z + camera.cy - 0.5;
    const bool is_left = u < -0.5;
    const bool is_right = u > camera.width - 0.5;
    const bool is_above = v < -0.5;
    const bool is_below = v > camera.height - 0.5;
    const float coverage = sample_mask(view, static_cast<float>(u), static_cast<float>(v));
    VoxelSight& voxel = row.voxels[x];
    if ((is_left && cut.left) || (is_right && cut.right) || (is_above && cut.top) || (is_below && cut.bottom)) {
      insert(voxel.beyond_cuts, coverage);
    } else {
      insert(voxel.coverages, coverage);
      if (!(is_left || is_right || is_above || is_below)) ++voxel.num_pictures;
    }
  }
}

std::vector<CoverageByTolerance> coverages_by_tolerance(const std::vector<ReconstructionView>& views,
                                                        const ScalarGrid& grid) {
  const auto size = static_cast<std::size_t>(grid.size);
  std::vector<CoverageByTolerance> voxels(grid.values.size());
  const std::vector<CutBorders> cuts(views.begin(), views.end());
  in_parallel(grid.size, [&](int z) {
    VoxelRow row;
    for (int y = 0; y < grid.size; ++y) {
      row.first = grid.position(0, y, z), row.second = grid.position(1, y, z);
      row.voxels.assign(size, {});
      for (std::size_t k = 0; k < views.size(); ++k) see_row(views[k], cuts[k], row);
      std::ranges::transform(row.voxels, voxels.begin() + static_cast<std::ptrdiff_t>(grid.index(0, y, z)),
                             [&](const VoxelSight& voxel) { return voxel.result(views.size()); });
    }
  });
  return voxels;
}

/// By how much a view's sides are divided so that none is longer than kSilhouetteSize, and voxels at the origin cover
/// pixels without gaps.
int reduction(const Camera& camera, double spacing) {
  const int by_size = (std::max(camera.width, camera.height) + kSilhouetteSize - 1) / kSilhouetteSize;
  const double distance = std::max(length(camera.centre()), spacing);
  const double voxel = std::ceil(spacing * std::max(camera.fx, camera.fy) / distance);  // pixels
  const int by_voxels = static_cast<int>(std::min<double>(voxel, std::max(camera.width, camera.height)));
  return std::max({1, by_size, by_voxels});
}

/// A mask reduced by a factor: like a silhouette of voxels, it has every pixel in which there is something of the
/// object. Means would lose what is thin.
ReconstructionView with_small_mask(const ReconstructionView& view, int factor) {
  const int width = view.camera.width, height = view.camera.height;
  ReconstructionView small{view.camera.divided_by(factor), {}, {}};
  Camera& camera = small.camera;  // its last pixels may reach beyond the view's border
  camera.width = (width + factor - 1) / factor;
  camera.height = (height + factor - 1) / factor;
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) {
      float most = 0;
      const std::ptrdiff_t left = std::ptrdiff_t{x} * factor, right = std::min<std::ptrdiff_t>(left + factor, width);
      for (int py = y * factor; py < std::min((y + 1) * factor, height); ++py) {
        const auto row = view.mask.begin() + std::ptrdiff_t{py} * width;
        most = std::max(most, *std::max_element(row + left, row + right));
      }
      small.mask.push_back(most);
    }
  }
  return small;
}

std::vector<ReconstructionView> with_small_masks(const std::vector<ReconstructionView>& views, double spacing) {
  std::vector<ReconstructionView> small_views;
  for (const ReconstructionView& view : views)
    small_views.push_back(with_small_mask(view, reduction(view.camera, spacing)));
  return small_views;
}

std::vector<float> silhouette(const Camera& camera, const std::vector<Vec3>& points) {
  std::vector<float> mask(static_cast<std::size_t>(camera.width) * static_cast<std::size_t>(camera.height), 0);
  for (const Vec3& point : points) {
    const auto pixel = camera.project(point);
    if (!pixel) continue;
    const auto [u, v] = *pixel;
    if (!(u >= 0 && v >= 0 && u < camera.width && v < camera.height)) continue;
    const auto x = static_cast<std::size_t>(u), y = static_cast<std::size_t>(v);
    mask[y * static_cast<std::size_t>(camera.width) + x] = 1;
  }
  return mask;
}

/// By view: how well the silhouette of a coverage fits the mask.
std::vector<double> silhouette_ious(const ScalarGrid& coverage, const std::vector<ReconstructionView>& small_views) {
  const std::vector<Vec3> points = inside_positions(coverage);
  std::vector<double> ious;
  for (const ReconstructionView& view : small_views)
    ious.push_back(mask_iou(silhouette(view.camera, points), view.mask));
  return ious;
}

VisualHull hull_with(int tolerance, const std::vector<CoverageByTolerance>& voxels, const ScalarGrid& shape,
                     const std::vector<ReconstructionView>& small_views) {
  VisualHull hull{shape, tolerance, {}};
  for (std::size_t voxel = 0; voxel < voxels.size(); ++voxel)
    hull.coverage.values[voxel] = voxels[voxel][static_cast<std::size_t>(tolerance)];
  hull.silhouette_iou = silhouette_ious(hull.coverage, small_views);
  return hull;
}

[[noreturn]] void refuse(const std::vector<ReconstructionView>& views) {
  std::vector<std::size_t> empty;
  for (std::size_t k = 0; k < views.size(); ++k) {
    if (!shows_something(views[k])) empty.push_back(k);
  }
  throw ContradictoryViewsError(
      "the views have no object in common: " +
      (empty.empty() ? "their silhouettes contradict each other" : "nothing is seen in views " + joined(empty)));
}

}  // namespace

std::vector<Vec3> inside_positions(const ScalarGrid& coverage) {
  std::vector<Vec3> positions;
  positions.reserve(static_cast<std::size_t>(std::ranges::count_if(coverage.values, is_inside)));
  for (int z = 0; z < coverage.size; ++z) {
    for (int y = 0; y < coverage.size; ++y) {
      for (int x = 0; x < coverage.size; ++x) {
        if (is_inside(coverage.at(x, y, z))) positions.push_back(coverage.position(x, y, z));
      }
    }
  }
  return positions;
}

double share_outside(const std::vector<ReconstructionView>& views) {
  const Vec3 corner = Vec3{1, 1, 1} * kHullHalfSide;
  const Box cube{-corner, corner};
  std::size_t num_pixels = 0, num_outside = 0;
  for (const ReconstructionView& view : views) {
    check_silhouette(view);
    const Vec3 origin = view.camera.centre();
    for_each_pixel_ray(view.camera, [&](int x, int y, const Vec3& direction) {
      if (view.coverage(x, y) <= 0.5F) return;
      ++num_pixels;
      num_outside += ray_interval(cube, origin, direction) ? 0 : 1;
    });
  }
  return num_pixels == 0 ? 0 : static_cast<double>(num_outside) / static_cast<double>(num_pixels);
}

double VisualHull::mean_iou() const {
  return std::accumulate(silhouette_iou.begin(), silhouette_iou.end(), 0.0) /
         static_cast<double>(silhouette_iou.size());
}

void VisualHull::update_silhouettes(const std::vector<ReconstructionView>& views) {
  silhouette_iou = silhouette_ious(coverage, with_small_masks(views, coverage.spacing()));
}

std::vector<int> VisualHull::disagreeing_views() const {
  std::vector<int> views;
  for (std::size_t k = 0; k < silhouette_iou.size(); ++k) {
    if (silhouette_iou[k] < kDisagreement) views.push_back(static_cast<int>(k));
  }
  return views;
}

bool goes_beyond_picture(const ReconstructionView& view) {
  const CutBorders cut(view);
  return cut.left || cut.right || cut.top || cut.bottom;
}

VisualHull carve_visual_hull(const std::vector<ReconstructionView>& views, int size) {
  check(!views.empty() && size > 1, "carve_visual_hull: needs views and a grid");
  std::for_each(views.begin(), views.end(), check_silhouette);
  const ScalarGrid shape(size, kHullHalfSide);
  const std::vector<CoverageByTolerance> voxels = coverages_by_tolerance(views, shape);
  const std::vector<ReconstructionView> small_views = with_small_masks(views, shape.spacing());
  VisualHull best = hull_with(0, voxels, shape, small_views);
  const int most = std::min(kMaxTolerance, static_cast<int>(views.size()) / 4);
  for (int tolerance = 1; tolerance <= most; ++tolerance) {
    VisualHull hull = hull_with(tolerance, voxels, shape, small_views);
    if (hull.mean_iou() > best.mean_iou() + kWorthOneMoreView) best = std::move(hull);
  }
  if (std::ranges::none_of(best.coverage.values, is_inside)) refuse(views);
  return best;
}

}  // namespace syncdreamer
