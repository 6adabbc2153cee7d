#include "reconstruct/flat_triangles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>

namespace syncdreamer {
namespace {

constexpr double kFlat = 1e-5;  // height over the longest side; single precision leaves a few 1e-6 to chance
constexpr int kMaxPasses = 10;

/// The triangles of a mesh by their directed edges.
class EdgeMap {
 public:
  explicit EdgeMap(const std::vector<Triangle>& triangles) {
    for (std::size_t t = 0; t < triangles.size(); ++t) add(triangles[t], t);
  }

  void add(const Triangle& triangle, std::size_t index) {
    for (std::size_t k = 0; k < 3; ++k) of_edge_[key(triangle[k], triangle[(k + 1) % 3])] = index;
  }

  void remove(const Triangle& triangle) {
    for (std::size_t k = 0; k < 3; ++k) of_edge_.erase(key(triangle[k], triangle[(k + 1) % 3]));
  }

  /// Nullptr if no triangle passes this edge in this direction.
  const std::size_t* find(std::uint32_t from, std::uint32_t to) const {
    const auto found = of_edge_.find(key(from, to));
    return found == of_edge_.end() ? nullptr : &found->second;
  }

 private:
  static std::uint64_t key(std::uint32_t from, std::uint32_t to) { return std::uint64_t{from} << 32 | to; }

  std::unordered_map<std::uint64_t, std::size_t> of_edge_;
};

bool is_flat(const Mesh& mesh, const Triangle& triangle) {
  const auto& [a, b, c] = triangle;
  const Vec3 u = mesh.vertices[b] - mesh.vertices[a], v = mesh.vertices[c] - mesh.vertices[a], w = v - u;
  const double longest = std::max({dot(u, u), dot(v, v), dot(w, w)});
  return length(cross(u, v)) <= kFlat * longest;
}

/// The same triangle, its longest side first.
Triangle from_longest_side(const Mesh& mesh, const Triangle& triangle) {
  std::size_t longest = 0;
  std::array<double, 3> lengths{};
  for (std::size_t k = 0; k < 3; ++k) {
    lengths[k] = length(mesh.vertices[triangle[(k + 1) % 3]] - mesh.vertices[triangle[k]]);
    if (lengths[k] > lengths[longest]) longest = k;
  }
  return {triangle[longest], triangle[(longest + 1) % 3], triangle[(longest + 2) % 3]};
}

std::uint32_t corner_across(const Triangle& triangle, std::uint32_t from, std::uint32_t to) {
  for (const std::uint32_t corner : triangle) {
    if (corner != from && corner != to) return corner;
  }
  return from;
}

/// Turns the longest side of triangle `index`. \return false if that cannot be.
bool turn(Mesh& mesh, EdgeMap& edges, std::size_t index) {
  const auto [a, c, b] = from_longest_side(mesh, mesh.triangles[index]);
  const std::size_t* const across = edges.find(c, a);
  if (across == nullptr) return false;
  const std::size_t neighbour = *across;
  const std::uint32_t d = corner_across(mesh.triangles[neighbour], c, a);
  const Triangle first{a, d, b}, second{d, c, b};
  const bool is_new = b != d && edges.find(b, d) == nullptr && edges.find(d, b) == nullptr;
  if (!is_new || is_flat(mesh, first) || is_flat(mesh, second)) return false;
  edges.remove(mesh.triangles[index]);
  edges.remove(mesh.triangles[neighbour]);
  mesh.triangles[index] = first;
  mesh.triangles[neighbour] = second;
  edges.add(first, index);
  edges.add(second, neighbour);
  return true;
}

}  // namespace

std::size_t turn_flat_triangles(Mesh& mesh) {
  if (std::none_of(mesh.triangles.begin(), mesh.triangles.end(), [&](const Triangle& t) { return is_flat(mesh, t); }))
    return 0;
  EdgeMap edges(mesh.triangles);
  std::size_t num_flat = 0;
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    bool any_turned = false;
    num_flat = 0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
      if (!is_flat(mesh, mesh.triangles[t])) continue;
      if (turn(mesh, edges, t)) {
        any_turned = true;
      } else {
        ++num_flat;
      }
    }
    if (num_flat == 0 || !any_turned) break;
  }
  return num_flat;
}

}  // namespace syncdreamer
