#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <set>
#include <vector>

#include "tests/render/procedural/kind_check.h"

namespace syncdreamer {

inline constexpr Vec3 kFront{1, 0, 0}, kBack{-1, 0, 0}, kLeft{0, 1, 0}, kRight{0, -1, 0}, kTop{0, 0, 1},
    kBottom{0, 0, -1};

/// What is added to a builder of its own, in a plain look.
inline SceneObject shaped(const std::function<void(ShapeBuilder&)>& add) {
  ShapeBuilder shape;
  shape.look({});
  add(shape);
  return shape.finish(0);
}

/// What is drawn with a workshop of its own, from a plain look on.
inline SceneObject drawn(const std::function<void(Workshop&)>& draw, std::uint64_t seed = 7) {
  Random random(seed);
  Palette palette(random);
  return shaped([&](ShapeBuilder& shape) {
    Workshop w{random, palette, shape};
    draw(w);
  });
}

inline Box box_of(const std::vector<Vec3>& points) {
  Box box;
  for (const Vec3& p : points) box.add(p);
  return box;
}

/// Where a plane across an axis (0 to 2 for x to z) cuts the mesh, at this share of its extent.
inline std::vector<Vec3> section(const Mesh& mesh, int axis, double share) {
  const Box box = bounding_box(mesh);
  const double at = box.min[axis] + share * box.size()[axis];
  std::vector<Vec3> points;
  for (const auto& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      const Vec3 a = mesh.vertices[t[i]], b = mesh.vertices[t[(i + 1) % 3]];
      const double below = a[axis] - at, above = b[axis] - at;
      if (below * above <= 0 && below != above) points.push_back(a + (b - a) * (below / (below - above)));
    }
  }
  return points;
}

inline Box section_box(const SceneObject& object, int axis, double share) {
  return box_of(section(object.mesh, axis, share));
}

/// How far a level section reaches from the z axis.
inline double section_radius(const SceneObject& object, double share) {
  double radius = 0;
  for (const Vec3& p : section(object.mesh, 2, share)) radius = std::max(radius, std::hypot(p.x, p.y));
  return radius;
}

/// The radii of level sections on the way up.
inline std::vector<double> radius_profile(const SceneObject& object) {
  constexpr int kLevels = 100;
  const Mesh& mesh = object.mesh;
  const Box box = bounding_box(mesh);
  std::vector<double> radii(kLevels);
  for (const auto& t : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      Vec3 a = mesh.vertices[t[i]], b = mesh.vertices[t[(i + 1) % 3]];
      if (a.z > b.z) std::swap(a, b);
      const auto level_of = [&](double z) { return (z - box.min.z) / box.size().z * kLevels - 0.5; };
      const double low = level_of(a.z), high = level_of(b.z);
      for (int k = std::max(0, static_cast<int>(std::ceil(low))); k < kLevels && k < high; ++k) {
        const Vec3 p = a + (b - a) * ((k - low) / (high - low));
        radii[static_cast<std::size_t>(k)] = std::max(radii[static_cast<std::size_t>(k)], std::hypot(p.x, p.y));
      }
    }
  }
  return radii;
}

/// How often the object's radius, on the way up, shrinks below `ratio` of its largest and then grows as much again.
inline int count_waists(const SceneObject& object, double ratio) {
  int count = 0;
  bool is_narrow = false;
  double widest = 0, narrowest = 0;
  for (const double radius : radius_profile(object)) {
    widest = std::max(widest, radius);
    narrowest = std::min(narrowest, radius);
    if (is_narrow && narrowest < ratio * radius) {
      ++count;
      is_narrow = false;
      widest = radius;
    } else if (!is_narrow && radius < ratio * widest) {
      is_narrow = true;
      narrowest = radius;
    }
  }
  return count;
}

/// The box of all that has one look, for every look in the order in which they were chosen.
inline std::vector<Box> parts(const SceneObject& object) {
  std::vector<Box> boxes(object.mesh.materials.size());
  for (std::size_t i = 0; i < object.mesh.triangles.size(); ++i) {
    for (const std::uint32_t v : object.mesh.triangles[i]) {
      boxes[object.mesh.triangle_materials[i]].add(object.mesh.vertices[v]);
    }
  }
  std::erase_if(boxes, [](const Box& box) { return box.empty(); });
  return boxes;
}

inline long count_parts(const SceneObject& object, const std::function<bool(const Box&)>& statement) {
  const auto boxes = parts(object);
  return std::count_if(boxes.begin(), boxes.end(), statement);
}

inline bool is_close(double a, double b, double tolerance = 1e-3) {
  return std::abs(a - b) < tolerance;
}

/// Wheels whose axles lie along y and that stand on the ground.
inline std::vector<Box> wheels(const SceneObject& object) {
  const double ground = bounding_box(object.mesh).min.z;
  std::vector<Box> found;
  for (const Box& box : parts(object)) {
    if (is_close(box.size().x, box.size().z) && is_close(box.min.z, ground, 0.02) && box.size().y < box.size().x) {
      found.push_back(box);
    }
  }
  return found;
}

/// The surface that one sees first from a side, along a line through a point: its coordinate towards that side.
inline std::optional<double> seen_from(Vec3 side, const Scene& scene, Vec3 through) {
  const Vec3 start = through + side * (2 - dot(through, side));
  const auto hit = scene.trace(start, -side);
  if (!hit) return std::nullopt;
  return dot(hit->position, side);
}

inline std::vector<std::optional<double>> seen_on_the_way(Vec3 side, const Scene& scene, Vec3 from, Vec3 to) {
  std::vector<std::optional<double>> seen;
  for (int i = 0; i <= 160; ++i) seen.push_back(seen_from(side, scene, from + (to - from) * (i / 160.0)));
  return seen;
}

/// How deep a puddle can stand in what one sees from above between two points; what falls through has no floor.
inline double hollow_depth(const Scene& scene, Vec3 from, Vec3 to) {
  std::vector<double> floor;
  for (const auto& z : seen_on_the_way(kTop, scene, from, to)) floor.push_back(z.value_or(-0.5));
  std::vector<double> left = floor, right = floor;
  for (std::size_t i = 1; i < floor.size(); ++i) {
    left[i] = std::max(left[i], left[i - 1]);
    right[floor.size() - 1 - i] = std::max(right[floor.size() - 1 - i], right[floor.size() - i]);
  }
  double depth = 0;
  for (std::size_t i = 0; i < floor.size(); ++i) depth = std::max(depth, std::min(left[i], right[i]) - floor[i]);
  return depth;
}

/// Whether there is a way, along `side`, through the object between two parts that stand on a line.
inline bool is_open_between(Vec3 side, const Scene& scene, Vec3 from, Vec3 to) {
  const auto seen = seen_on_the_way(side, scene, from, to);
  const auto is_hit = [](const std::optional<double>& hit) { return hit.has_value(); };
  const auto first = std::find_if(seen.begin(), seen.end(), is_hit);
  const auto last = std::find_if(seen.rbegin(), seen.rend(), is_hit).base();
  return first < last && !std::all_of(first, last, is_hit);
}

/// Whether the left half is the right one's mirror image, but for a share of lines of sight.
inline bool is_mirrored(const SceneObject& object, double exceptions = 0.05) {
  const Scene scene(object);
  int alike = 0, all = 0;
  for (double x = -0.49; x < 0.5; x += 0.035) {
    for (double z = -0.49; z < 0.5; z += 0.035) {
      const auto left = seen_from(kLeft, scene, {x, 0, z}), right = seen_from(kRight, scene, {x, 0, z});
      if (!left && !right) continue;
      ++all;
      alike += left && right && is_close(*left, *right, 0.01) ? 1 : 0;
    }
  }
  return all > 0 && alike >= (1 - exceptions) * all;
}

/// How many separate directions from the z axis the points lie in, at least `gap` radians apart.
inline int count_directions(const std::vector<Vec3>& points, double gap) {
  std::vector<double> angles;
  for (const Vec3& p : points) angles.push_back(std::atan2(p.y, p.x));
  if (angles.empty()) return 0;
  std::sort(angles.begin(), angles.end());
  angles.push_back(angles.front() + 2 * std::numbers::pi);
  int count = 0;
  for (std::size_t i = 0; i + 1 < angles.size(); ++i) count += angles[i + 1] - angles[i] > gap ? 1 : 0;
  return count;
}

/// Heights above the ground of the level surfaces that one sees from above, in steps of a hundredth.
inline std::set<int> levels(const SceneObject& object) {
  const Scene scene(object);
  const double ground = bounding_box(object.mesh).min.z;
  std::set<int> found;
  for (double x = -0.49; x < 0.5; x += 0.02) {
    for (double y = -0.49; y < 0.5; y += 0.02) {
      const auto hit = scene.trace({x, y, 2}, kBottom);
      if (hit && hit->geometric_normal.z > 0.999) {
        found.insert(static_cast<int>(std::lround(100 * (hit->position.z - ground))));
      }
    }
  }
  return found;
}

}  // namespace syncdreamer
