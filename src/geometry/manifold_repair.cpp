#include "geometry/manifold_repair.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

#include "geometry/disjoint_sets.h"

namespace syncdreamer {
namespace {

/// A side of a triangle, and the same number the corner at which it starts: 3 * triangle + corner.
using HalfEdge = std::size_t;

HalfEdge next_in_triangle(HalfEdge h) {
  return h % 3 == 2 ? h - 2 : h + 1;
}

/// A triangle with its vertices in order; `sign` tells the two orientations apart.
struct UnorientedTriangle {
  Triangle corners;
  int sign;
  std::size_t index;
};

UnorientedTriangle unoriented(const Triangle& t, std::size_t index) {
  const int num_inversions = (t[0] > t[1]) + (t[0] > t[2]) + (t[1] > t[2]);
  UnorientedTriangle result{t, num_inversions % 2 == 0 ? 1 : -1, index};
  std::sort(result.corners.begin(), result.corners.end());
  return result;
}

void remove_back_to_back_triangles(Mesh& mesh) {
  std::vector<UnorientedTriangle> sorted;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) sorted.push_back(unoriented(mesh.triangles[i], i));
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return std::pair(a.corners, a.sign) < std::pair(b.corners, b.sign); });
  std::vector<bool> removed(mesh.triangles.size(), false);
  for (auto first = sorted.begin(); first != sorted.end();) {
    auto last = std::find_if(first, sorted.end(), [&](const auto& t) { return t.corners != first->corners; });
    const auto next = last;
    // Sorted by orientation: the outermost two of a group lie back to back if any two do.
    while (last - first >= 2 && first->sign != (last - 1)->sign) {
      removed[first++->index] = true;
      removed[(--last)->index] = true;
    }
    first = next;
  }
  remove_triangles(mesh, [&](std::size_t i) { return removed[i]; });
}

/// Finds out which triangles stay together, and gives each group of them its own vertices.
class Separator {
 public:
  explicit Separator(Mesh& mesh) : mesh_(mesh), groups_(mesh.triangles.size() * 3) {}

  /// \return false if more than two triangles are left at some edge, which were split there: then once more.
  bool separate_once() {
    std::vector<HalfEdge> edges(groups_.size());
    std::iota(edges.begin(), edges.end(), HalfEdge{0});
    std::sort(edges.begin(), edges.end(),
              [&](HalfEdge a, HalfEdge b) { return undirected_edge(a) < undirected_edge(b); });
    for (auto first = edges.begin(); first != edges.end();) {
      const auto last =
          std::find_if(first, edges.end(), [&](HalfEdge h) { return undirected_edge(h) != undirected_edge(*first); });
      pair_up({first, last});
      first = last;
    }
    double_vertices();
    return !split_shared_edges();
  }

 private:
  using Pair = std::pair<HalfEdge, HalfEdge>;

  std::uint32_t& start(HalfEdge h) const { return mesh_.triangles[h / 3][h % 3]; }
  std::uint32_t end(HalfEdge h) const { return start(next_in_triangle(h)); }
  bool is_forward(HalfEdge h) const { return start(h) < end(h); }
  std::pair<std::uint32_t, std::uint32_t> undirected_edge(HalfEdge h) const { return std::minmax(start(h), end(h)); }

  /// Joins the triangles at one edge two by two. Going around it, inside lies between a triangle that passes the edge
  /// backward and the next that passes it forward.
  void pair_up(std::vector<HalfEdge> around) {
    if (around.size() > 2) {
      const auto angles = angles_of(around);
      std::vector<std::size_t> order(around.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return angles[a] < angles[b]; });
      std::vector<HalfEdge> sorted;
      for (const std::size_t i : order) sorted.push_back(around[i]);
      around = std::move(sorted);
    }
    const std::size_t num_before = pairs_to_split_.size();
    std::vector<HalfEdge> waiting;
    std::vector<bool> done(around.size(), false);
    for (int turn = 0; turn < 2; ++turn) {
      for (std::size_t i = 0; i < around.size(); ++i) {
        if (done[i]) continue;
        if (!is_forward(around[i])) {
          if (turn == 0) waiting.push_back(around[i]);
        } else if (!waiting.empty()) {
          join(around[i], waiting.back());
          if (around.size() > 2) pairs_to_split_.push_back({around[i], waiting.back()});
          waiting.pop_back();
          done[i] = true;
        }
      }
    }
    if (pairs_to_split_.size() > num_before) pairs_to_split_.pop_back();  // one pair may keep the edge
  }

  /// Angles of triangles about their common edge, counterclockwise seen against its forward direction; 0 about an edge
  /// without length.
  std::vector<double> angles_of(const std::vector<HalfEdge>& around) const {
    const auto [low, high] = undirected_edge(around.front());
    const Vec3 origin = mesh_.vertices[low], axis = mesh_.vertices[high] - origin;
    if (!(length(axis) > 0)) return std::vector<double>(around.size());
    const Vec3 x = cross(axis, std::abs(axis.x) < std::abs(axis.y) ? Vec3{1, 0, 0} : Vec3{0, 1, 0});
    const Vec3 y = cross(axis, x) / length(axis);
    std::vector<double> angles;
    for (const HalfEdge h : around) {
      const Vec3 arm = mesh_.vertices[end(next_in_triangle(h))] - origin;
      angles.push_back(std::atan2(dot(arm, y), dot(arm, x)));
    }
    return angles;
  }

  void join(HalfEdge a, HalfEdge b) {
    groups_.join(a, next_in_triangle(b));
    groups_.join(next_in_triangle(a), b);
  }

  void double_vertices() {
    std::vector<bool> is_taken(mesh_.vertices.size(), false);
    std::vector<std::uint32_t> vertex_of_group(groups_.size(), 0);
    for (std::size_t corner = 0; corner < groups_.size(); ++corner) {
      if (groups_.root(corner) != corner) continue;
      const std::uint32_t vertex = start(corner);
      vertex_of_group[corner] = is_taken[vertex] ? add_copy(vertex) : vertex;
      is_taken[vertex] = true;
    }
    for (std::size_t corner = 0; corner < groups_.size(); ++corner)
      start(corner) = vertex_of_group[groups_.root(corner)];
  }

  /// Pairs of triangles that still share their edge with others, as both its ends hang together around it, get a vertex
  /// of their own in its middle.
  bool split_shared_edges() {
    if (pairs_to_split_.empty()) return false;
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> num_triangles;
    for (HalfEdge h = 0; h < groups_.size(); ++h) ++num_triangles[undirected_edge(h)];
    std::vector<bool> touched(mesh_.triangles.size(), false);
    bool any = false;
    for (const auto& [a, b] : pairs_to_split_) {
      if (num_triangles[undirected_edge(a)] <= 2) continue;
      any = true;
      if (touched[a / 3] || touched[b / 3]) continue;
      touched[a / 3] = touched[b / 3] = true;
      num_triangles[undirected_edge(a)] -= 2;
      const std::uint32_t middle = add_middle(start(a), end(a));
      split(a, middle);
      split(b, middle);
    }
    return any;
  }

  void split(HalfEdge h, std::uint32_t middle) {
    Triangle rest = mesh_.triangles[h / 3];
    rest[h % 3] = middle;
    mesh_.triangles[h / 3][next_in_triangle(h) % 3] = middle;
    mesh_.triangles.push_back(rest);
    if (!mesh_.triangle_materials.empty()) mesh_.triangle_materials.push_back(mesh_.triangle_materials[h / 3]);
  }

  std::uint32_t add_middle(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t middle = add_copy(a);
    const auto average = [&](auto& values) {
      if (!values.empty()) values[middle] = (values[a] + values[b]) * 0.5;
    };
    average(mesh_.vertices);
    average(mesh_.normals);
    average(mesh_.colors);
    if (!mesh_.uvs.empty()) {
      for (std::size_t i = 0; i < 2; ++i) mesh_.uvs[middle][i] = (mesh_.uvs[a][i] + mesh_.uvs[b][i]) / 2;
    }
    return middle;
  }

  std::uint32_t add_copy(std::uint32_t vertex) {
    const auto copy_in = [&](auto& values) {
      if (!values.empty()) values.push_back(values[vertex]);
    };
    copy_in(mesh_.normals);
    copy_in(mesh_.uvs);
    copy_in(mesh_.colors);
    copy_in(mesh_.vertices);
    return static_cast<std::uint32_t>(mesh_.vertices.size() - 1);
  }

  Mesh& mesh_;
  DisjointSets groups_;               ///< of corners that stay one vertex
  std::vector<Pair> pairs_to_split_;  ///< of triangles at edges of more than two, all but one of each edge
};

}  // namespace

void make_manifold(Mesh& mesh) {
  remove_back_to_back_triangles(mesh);
  while (!Separator(mesh).separate_once()) {
  }
}

}  // namespace syncdreamer
