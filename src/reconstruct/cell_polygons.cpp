#include "reconstruct/cell_polygons.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/error.h"

namespace syncdreamer {
namespace {

using Face = std::array<int, 4>;
using Triangles = std::vector<std::array<std::uint32_t, 3>>;

/// The corners of the six faces, counterclockwise seen from outside.
std::array<Face, 6> cube_faces() {
  std::array<Face, 6> faces{};
  for (int axis = 0; axis < 3; ++axis) {
    const int u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3, w = 1 << axis;
    faces[static_cast<std::size_t>(axis)] = {0, v, u | v, u};
    faces[static_cast<std::size_t>(axis) + 3] = {w, w | u, w | u | v, w | v};
  }
  return faces;
}

CellEdge edge_between(int a, int b) {
  const int difference = a ^ b;
  return {std::min(a, b), difference == 1 ? 0 : difference == 2 ? 1 : 2};
}

/// In each face, every run of inside corners is cut off by a line: from the edge where a walk around the face enters
/// the run to the edge where it leaves.
std::map<CellEdge, CellEdge> face_cuts(unsigned inside) {
  const auto is_inside = [&](int corner) { return (inside >> corner & 1U) != 0; };
  std::map<CellEdge, CellEdge> next;
  for (const Face& face : cube_faces()) {
    const auto corner = [&](std::size_t i) { return face[i % 4]; };
    for (std::size_t i = 0; i < 4; ++i) {
      if (is_inside(corner(i)) || !is_inside(corner(i + 1))) continue;
      std::size_t last = i + 1;
      while (is_inside(corner(last + 1))) ++last;
      next[edge_between(corner(i), corner(i + 1))] = edge_between(corner(last), corner(last + 1));
    }
  }
  return next;
}

bool lies_on_face(CellEdge edge, int axis, int side) {
  return edge.axis != axis && (edge.corner >> axis & 1) == side;
}

bool share_a_face(CellEdge a, CellEdge b) {
  for (int axis = 0; axis < 3; ++axis) {
    for (int side = 0; side < 2; ++side) {
      if (lies_on_face(a, axis, side) && lies_on_face(b, axis, side)) return true;
    }
  }
  return false;
}

/// Triangles of the corners first .. last of a polygon, without a diagonal in a face; nothing if there are none.
std::optional<Triangles> triangulate(const std::vector<CellEdge>& polygon, std::size_t first, std::size_t last) {
  if (last - first < 2) return Triangles{};
  const auto allowed = [&](std::size_t a, std::size_t b) {
    return b - a == 1 || (a == 0 && b + 1 == polygon.size()) || !share_a_face(polygon[a], polygon[b]);
  };
  for (std::size_t middle = first + 1; middle < last; ++middle) {
    if (!allowed(first, middle) || !allowed(middle, last)) continue;
    auto left = triangulate(polygon, first, middle), right = triangulate(polygon, middle, last);
    if (!left || !right) continue;
    left->insert(left->end(), right->begin(), right->end());
    left->push_back(
        {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(middle), static_cast<std::uint32_t>(last)});
    return left;
  }
  return std::nullopt;
}

CellPolygon make_polygon(std::vector<CellEdge> edges) {
  CellPolygon polygon{.edges = std::move(edges), .triangles = {}};
  const auto count = static_cast<std::uint32_t>(polygon.edges.size());
  if (auto triangles = triangulate(polygon.edges, 0, count - 1)) {
    polygon.triangles = std::move(*triangles);
    return polygon;
  }
  polygon.needs_centre = true;
  for (std::uint32_t i = 0; i < count; ++i) polygon.triangles.push_back({i, (i + 1) % count, count});
  return polygon;
}

std::vector<CellPolygon> polygons_of_case(unsigned inside) {
  std::vector<CellPolygon> polygons;
  auto next = face_cuts(inside);
  while (!next.empty()) {
    std::vector<CellEdge> edges;
    for (auto cut = next.begin(); cut != next.end(); cut = next.find(edges.back())) {
      edges.push_back(cut->second);
      next.erase(cut);
    }
    polygons.push_back(make_polygon(std::move(edges)));
  }
  return polygons;
}

}  // namespace

const std::vector<CellPolygon>& cell_polygons(unsigned inside) {
  check(inside < 256, "cell_polygons: expected 8 corners");
  static const std::array<std::vector<CellPolygon>, 256> kCases = [] {
    std::array<std::vector<CellPolygon>, 256> cases;
    for (unsigned i = 0; i < 256; ++i) cases[i] = polygons_of_case(i);
    return cases;
  }();
  return kCases[inside];
}

}  // namespace syncdreamer
