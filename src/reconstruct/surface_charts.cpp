#include "reconstruct/surface_charts.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace syncdreamer {
namespace {

constexpr int kNumAxes = 6, kSmoothingRounds = 8, kStraighteningRounds = 8;
constexpr double kMinFacing = 0.25;     // cosine to the axis up to which a triangle may follow its neighbours
constexpr double kInsideWeight = 1e-6;  // a sample nearer to the rim belongs to no triangle
constexpr std::uint32_t kNone = 0xFFFFFFFF;

using Neighbours = std::array<std::uint32_t, 3>;

double facing(int axis, Vec3 normal) {
  return axis < 3 ? normal[axis] : -normal[axis - 3];
}

int nearest_axis(Vec3 normal) {
  int best = 0;
  for (int axis = 1; axis < kNumAxes; ++axis) {
    if (facing(axis, normal) > facing(best, normal)) best = axis;
  }
  return best;
}

std::vector<Vec3> triangle_normals(const Mesh& mesh) {
  std::vector<Vec3> normals;
  for (const auto& t : mesh.triangles) {
    normals.push_back(normalized_or(area_normal(mesh, t), {}));
  }
  return normals;
}

/// Per triangle and edge the triangle on the other side. An edge of more than two triangles joins two of them.
std::vector<Neighbours> neighbours_of(const Mesh& mesh) {
  std::vector<Neighbours> neighbours(mesh.triangles.size(), {kNone, kNone, kNone});
  std::unordered_map<std::uint64_t, std::pair<std::uint32_t, std::size_t>> open;
  for (std::uint32_t i = 0; i < mesh.triangles.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const auto [low, high] = std::minmax(mesh.triangles[i][k], mesh.triangles[i][(k + 1) % 3]);
      const std::uint64_t edge = std::uint64_t{low} << 32 | high;
      const auto found = open.find(edge);
      if (found == open.end()) {
        open[edge] = {i, k};
        continue;
      }
      neighbours[i][k] = found->second.first;
      neighbours[found->second.first][found->second.second] = i;
      open.erase(found);
    }
  }
  return neighbours;
}

/// The axis that the surface around a triangle faces, if the triangle itself does so too.
std::vector<int> axes_of(const std::vector<Vec3>& normals, const std::vector<Neighbours>& neighbours) {
  std::vector<Vec3> smooth = normals;
  for (int round = 0; round < kSmoothingRounds; ++round) {
    const std::vector<Vec3> before = smooth;
    for (std::size_t i = 0; i < smooth.size(); ++i) {
      for (const std::uint32_t n : neighbours[i]) {
        if (n != kNone) smooth[i] += before[n];
      }
    }
    for (Vec3& normal : smooth) normal = normalized_or(normal, {});
  }
  std::vector<int> axes;
  for (std::size_t i = 0; i < normals.size(); ++i) {
    const int around = nearest_axis(smooth[i]);
    axes.push_back(facing(around, normals[i]) > kMinFacing ? around : nearest_axis(normals[i]));
  }
  return axes;
}

/// Gives a triangle the axis that two of its neighbours have.
void straighten(std::vector<int>& axes, const std::vector<Neighbours>& neighbours, const std::vector<Vec3>& normals) {
  for (int round = 0; round < kStraighteningRounds; ++round) {
    for (std::size_t i = 0; i < axes.size(); ++i) {
      std::array<int, kNumAxes> votes{};
      for (const std::uint32_t n : neighbours[i]) {
        if (n != kNone) ++votes[static_cast<std::size_t>(axes[n])];
      }
      const int winner = static_cast<int>(std::max_element(votes.begin(), votes.end()) - votes.begin());
      if (votes[static_cast<std::size_t>(winner)] >= 2 && facing(winner, normals[i]) > kMinFacing) axes[i] = winner;
    }
  }
}

/// The samples of the plane that a chart covers.
class Coverage {
 public:
  explicit Coverage(double resolution) : resolution_(resolution) {}

  /// Adds a triangle unless it covers what is covered already.
  bool add(const Mesh& mesh, std::uint32_t triangle, int axis) {
    std::array<Point2, 3> corners;
    for (std::size_t k = 0; k < 3; ++k) {
      const Point2 p = project_along(axis, mesh.vertices[mesh.triangles[triangle][k]]);
      corners[k] = {(p[0] - origin_[0]) * resolution_ + kMiddle, (p[1] - origin_[1]) * resolution_ + kMiddle};
    }
    fresh_.clear();
    bool is_free = true;
    for_each_pixel(corners, 2 * kMiddle, 2 * kMiddle, [&](int x, int y, const std::array<double, 3>& weights) {
      if (*std::min_element(weights.begin(), weights.end()) < kInsideWeight) return;
      fresh_.push_back(std::uint64_t{static_cast<std::uint32_t>(x)} << 32 | static_cast<std::uint32_t>(y));
      is_free = is_free && !covered_.contains(fresh_.back());
    });
    if (is_free) covered_.insert(fresh_.begin(), fresh_.end());
    return is_free;
  }

  void start_at(Point2 origin) {
    origin_ = origin;
    covered_.clear();
  }

 private:
  static constexpr int kMiddle = 1 << 20;
  double resolution_;
  Point2 origin_{};
  std::unordered_set<std::uint64_t> covered_;
  std::vector<std::uint64_t> fresh_;
};

}  // namespace

Point2 project_along(int axis, Vec3 point) {
  const double u = point[(axis + 1) % 3], v = point[(axis + 2) % 3];
  return axis < 3 ? Point2{u, v} : Point2{v, u};
}

std::vector<SurfaceChart> cut_into_charts(const Mesh& mesh, double resolution) {
  const std::vector<Vec3> normals = triangle_normals(mesh);
  const std::vector<Neighbours> neighbours = neighbours_of(mesh);
  std::vector<int> axes = axes_of(normals, neighbours);
  straighten(axes, neighbours, normals);

  std::vector<SurfaceChart> charts;
  std::vector<bool> taken(mesh.triangles.size(), false);
  Coverage coverage(resolution);
  for (std::uint32_t seed = 0; seed < mesh.triangles.size(); ++seed) {
    if (taken[seed]) continue;
    SurfaceChart chart{axes[seed], {seed}};
    coverage.start_at(project_along(chart.axis, mesh.vertices[mesh.triangles[seed][0]]));
    coverage.add(mesh, seed, chart.axis);
    taken[seed] = true;
    for (std::size_t i = 0; i < chart.triangles.size(); ++i) {
      for (const std::uint32_t n : neighbours[chart.triangles[i]]) {
        if (n == kNone || taken[n] || axes[n] != chart.axis || !coverage.add(mesh, n, chart.axis)) continue;
        taken[n] = true;
        chart.triangles.push_back(n);
      }
    }
    charts.push_back(std::move(chart));
  }
  return charts;
}

}  // namespace syncdreamer
