#include "reconstruct/edge_flips.h"

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

bool is_folded(const Mesh& mesh, const Triangle& triangle) {
  if (mesh.normals.empty()) return false;
  Vec3 outward{};
  for (const std::uint32_t corner : triangle) outward += mesh.normals[corner];
  return dot(area_normal(mesh, triangle), outward) < 0;
}

bool is_bad(const Mesh& mesh, const Triangle& triangle) {
  return is_flat(mesh, triangle) || is_folded(mesh, triangle);
}

/// The same triangle, begun at each of its sides, the longest first: between the ends of a flat one's longest side lies
/// its third corner.
std::array<Triangle, 3> by_side(const Mesh& mesh, const Triangle& triangle) {
  const auto& [a, b, c] = triangle;
  std::array<Triangle, 3> result{{{a, b, c}, {b, c, a}, {c, a, b}}};
  const auto side = [&](const Triangle& t) { return length(mesh.vertices[t[1]] - mesh.vertices[t[0]]); };
  std::stable_sort(result.begin(), result.end(), [&](const auto& s, const auto& t) { return side(s) > side(t); });
  return result;
}

std::uint32_t corner_across(const Triangle& triangle, std::uint32_t from, std::uint32_t to) {
  for (const std::uint32_t corner : triangle) {
    if (corner != from && corner != to) return corner;
  }
  return from;
}

/// Flips the edge between the first two corners of `triangle`, which is number `index` and may begin at any of its
/// sides. \return false if that cannot be.
bool flip_first_edge(Mesh& mesh, EdgeMap& edges, std::size_t index, const Triangle& triangle) {
  const auto [a, c, b] = triangle;
  const std::size_t* const across = edges.find(c, a);
  if (across == nullptr) return false;
  const std::size_t neighbour = *across;
  const std::uint32_t d = corner_across(mesh.triangles[neighbour], c, a);
  const Triangle first{a, d, b}, second{d, c, b};
  const bool is_new = b != d && edges.find(b, d) == nullptr && edges.find(d, b) == nullptr;
  if (!is_new || is_bad(mesh, first) || is_bad(mesh, second)) return false;
  edges.remove(mesh.triangles[index]);
  edges.remove(mesh.triangles[neighbour]);
  mesh.triangles[index] = first;
  mesh.triangles[neighbour] = second;
  edges.add(first, index);
  edges.add(second, neighbour);
  return true;
}

bool flip_any_edge(Mesh& mesh, EdgeMap& edges, std::size_t index) {
  const auto sides = by_side(mesh, mesh.triangles[index]);
  return std::any_of(sides.begin(), sides.end(),
                     [&](const Triangle& side) { return flip_first_edge(mesh, edges, index, side); });
}

}  // namespace

std::size_t flip_edges_of_bad_triangles(Mesh& mesh) {
  if (std::none_of(mesh.triangles.begin(), mesh.triangles.end(), [&](const Triangle& t) { return is_bad(mesh, t); }))
    return 0;
  EdgeMap edges(mesh.triangles);
  std::size_t num_bad = 0;
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    bool any_flipped = false;
    num_bad = 0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
      if (!is_bad(mesh, mesh.triangles[t])) continue;
      if (flip_any_edge(mesh, edges, t)) {
        any_flipped = true;
      } else {
        ++num_bad;
      }
    }
    if (num_bad == 0 || !any_flipped) break;
  }
  return num_bad;
}

}  // namespace syncdreamer
