#include "render/procedural/shape_builder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace syncdreamer {
namespace {

constexpr int kAround = 28;  // segments of a full turn

/// Two unit vectors that make a right-handed frame with the unit vector `axis`.
std::array<Vec3, 2> frame_around(Vec3 axis) {
  const Vec3 helper = std::abs(axis.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
  const Vec3 u = normalized(cross(helper, axis));
  return {u, cross(axis, u)};
}

}  // namespace

ShapeBuilder& ShapeBuilder::look(const Pattern& pattern) {
  looks_.push_back(pattern);
  mesh_.materials.emplace_back();
  return *this;
}

std::uint32_t ShapeBuilder::add(Vec3 position, Vec3 normal) {
  mesh_.vertices.push_back(position);
  mesh_.normals.push_back(normal);
  return static_cast<std::uint32_t>(mesh_.vertices.size() - 1);
}

void ShapeBuilder::triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  check(!looks_.empty(), "ShapeBuilder: choose a look before the first solid");
  const Vec3 face = area_normal(mesh_, {a, b, c});
  const bool looks_outward = dot(face, mesh_.normals[a] + mesh_.normals[b] + mesh_.normals[c]) >= 0;
  mesh_.triangles.push_back(looks_outward ? std::array{a, b, c} : std::array{a, c, b});
  mesh_.triangle_materials.push_back(static_cast<std::uint32_t>(looks_.size() - 1));
}

void ShapeBuilder::grid(const std::function<Vertex(int, int)>& vertex, int num_u, int num_v) {
  const auto first = static_cast<std::uint32_t>(mesh_.vertices.size());
  for (int v = 0; v < num_v; ++v) {
    for (int u = 0; u < num_u; ++u) {
      const Vertex corner = vertex(u, v);
      add(corner.position, corner.normal);
    }
  }
  for (int v = 0; v + 1 < num_v; ++v) {
    for (int u = 0; u + 1 < num_u; ++u) {
      const std::uint32_t a = first + static_cast<std::uint32_t>(v * num_u + u),
                          c = a + static_cast<std::uint32_t>(num_u);
      triangle(a, a + 1, c + 1);
      triangle(a, c + 1, c);
    }
  }
}

void ShapeBuilder::smooth_grid(const std::function<Vec3(int, int)>& position, int num_u, int num_v, bool closed) {
  const auto wrapped = [&](int u) { return closed ? (u + num_u - 1) % (num_u - 1) : std::clamp(u, 0, num_u - 1); };
  const auto normal = [&](int u, int v) {
    Vec3 sum{};
    for (const int dv : {-1, 1}) {
      if (v + dv < 0 || v + dv >= num_v) continue;
      const Vec3 across = position(wrapped(u + 1), v + dv) - position(wrapped(u - 1), v + dv) +
                          position(wrapped(u + 1), v) - position(wrapped(u - 1), v);
      sum += cross(across, (position(wrapped(u), v + dv) - position(wrapped(u), v)) * dv);
    }
    return length(sum) > 0 ? normalized(sum) : Vec3{};
  };
  grid([&](int u, int v) { return Vertex{position(wrapped(u), v), normal(u, v)}; }, num_u, num_v);
}

void ShapeBuilder::quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d) {
  const Vec3 n = normalized(cross(c - a, d - b));
  const std::uint32_t i = add(a, n), j = add(b, n), k = add(c, n), l = add(d, n);
  triangle(i, j, k);
  triangle(i, k, l);
}

void ShapeBuilder::box(Vec3 centre, Vec3 size) {
  const Vec3 h = size * 0.5;
  for (int axis = 0; axis < 3; ++axis) {
    for (const int side : {-1, 1}) {
      Vec3 middle{}, u{}, v{};
      middle[axis] = side * h[axis];
      u[(axis + 1) % 3] = side * h[(axis + 1) % 3];  // so that the quad looks outward
      v[(axis + 2) % 3] = h[(axis + 2) % 3];
      middle = middle + centre;
      quad(middle - u - v, middle + u - v, middle + u + v, middle - u + v);
    }
  }
}

void ShapeBuilder::rounded_box(Vec3 centre, Vec3 size, double radius) {
  const double r = std::min(radius, 0.499 * std::min({size.x, size.y, size.z}));
  const Vec3 h = size * 0.5 - Vec3{r, r, r};
  constexpr int kSteps = 4;  // of a quarter turn
  const auto vertex = [&](int i, int j) {
    const int column = i % (4 * (kSteps + 1));
    const int quadrant = column / (kSteps + 1), half = j / (kSteps + 1);
    const double angle = (quadrant + static_cast<double>(column % (kSteps + 1)) / kSteps) * std::numbers::pi / 2;
    const double height = (half - 1 + static_cast<double>(j % (kSteps + 1)) / kSteps) * std::numbers::pi / 2;
    const Vec3 n{std::cos(height) * std::cos(angle), std::cos(height) * std::sin(angle), std::sin(height)};
    const double sx = quadrant == 0 || quadrant == 3 ? 1 : -1, sy = quadrant < 2 ? 1 : -1, sz = half == 0 ? -1 : 1;
    return Vertex{centre + Vec3{sx * h.x, sy * h.y, sz * h.z} + n * r, n};
  };
  grid(vertex, 4 * (kSteps + 1) + 1, 2 * (kSteps + 1));
  for (const int s : {-1, 1}) {
    const double z = centre.z + s * (h.z + r);
    const double hx = s * h.x;  // so that the quad looks outward
    quad({centre.x - hx, centre.y - h.y, z}, {centre.x + hx, centre.y - h.y, z}, {centre.x + hx, centre.y + h.y, z},
         {centre.x - hx, centre.y + h.y, z});
  }
}

void ShapeBuilder::rod(Vec3 from, Vec3 to, double from_radius, double to_radius) {
  const Vec3 axis = normalized(to - from);
  const auto [u, v] = frame_around(axis);
  const double slope = (from_radius - to_radius) / length(to - from);
  const auto around = [u = u, v = v](int i) {
    const double angle = 2 * std::numbers::pi * i / kAround;
    return u * std::cos(angle) + v * std::sin(angle);
  };
  grid(
      [&](int i, int j) {
        return Vertex{(j == 0 ? from : to) + around(i) * (j == 0 ? from_radius : to_radius),
                      normalized(around(i) + axis * slope)};
      },
      kAround + 1, 2);
  for (const bool is_end : {false, true}) {
    const double radius = is_end ? to_radius : from_radius;
    if (radius <= 0) continue;
    const Vec3 centre = is_end ? to : from, n = is_end ? axis : -axis;
    grid([&](int i, int j) { return Vertex{centre + around(i) * (j == 0 ? 0 : radius), n}; }, kAround + 1, 2);
  }
}

void ShapeBuilder::ellipsoid(Vec3 centre, Vec3 radii, const Mat3& world_from_local) {
  grid(
      [&](int i, int j) {
        const double a = 2 * std::numbers::pi * i / kAround, e = std::numbers::pi * (j / (kAround / 2.0) - 0.5);
        const Vec3 d{std::cos(e) * std::cos(a), std::cos(e) * std::sin(a), std::sin(e)};
        return Vertex{centre + world_from_local * Vec3{d.x * radii.x, d.y * radii.y, d.z * radii.z},
                      world_from_local * normalized(Vec3{d.x / radii.x, d.y / radii.y, d.z / radii.z})};
      },
      kAround + 1, kAround / 2 + 1);
}

void ShapeBuilder::torus(Vec3 centre, Vec3 axis, double radius, double tube_radius) {
  const Vec3 w = normalized(axis);
  const auto [u, v] = frame_around(w);
  constexpr int kTube = 14;
  grid(
      [&, u = u, v = v](int i, int j) {
        const double a = 2 * std::numbers::pi * i / kAround, b = 2 * std::numbers::pi * j / kTube;
        const Vec3 outward = u * std::cos(a) + v * std::sin(a), n = outward * std::cos(b) + w * std::sin(b);
        return Vertex{centre + outward * radius + n * tube_radius, n};
      },
      kAround + 1, kTube + 1);
}

void ShapeBuilder::lathe(Vec3 base, const std::vector<std::array<double, 2>>& profile) {
  std::size_t start = 0;
  for (std::size_t i = 1; i < profile.size(); ++i) {
    bool ends = i + 1 == profile.size();
    if (!ends) {
      const Vec3 before = {profile[i][0] - profile[i - 1][0], profile[i][1] - profile[i - 1][1], 0};
      const Vec3 after = {profile[i + 1][0] - profile[i][0], profile[i + 1][1] - profile[i][1], 0};
      ends = dot(before, after) < 0.64 * length(before) * length(after);
    }
    if (!ends) continue;
    const auto position = [&](int u, int v) {
      const auto& point = profile[start + static_cast<std::size_t>(v)];
      const double a = 2 * std::numbers::pi * u / kAround;
      return base + Vec3{point[0] * std::cos(a), point[0] * std::sin(a), point[1]};
    };
    smooth_grid(position, kAround + 1, static_cast<int>(i - start) + 1, true);
    start = i;
  }
}

void ShapeBuilder::tube(const std::vector<Vec3>& path, double radius) {
  constexpr int kTube = 12;
  const int count = static_cast<int>(path.size());
  const auto at = [&](int j) { return path[static_cast<std::size_t>(std::clamp(j, 0, count - 1))]; };
  std::vector<std::array<Vec3, 2>> frames;
  for (int j = 0; j < count; ++j) {
    const Vec3 tangent = normalized(at(j + 1) - at(j - 1));
    if (frames.empty()) {
      frames.push_back(frame_around(tangent));
      continue;
    }
    const Vec3 u = normalized(frames.back()[0] - tangent * dot(tangent, frames.back()[0]));
    frames.push_back({u, cross(tangent, u)});
  }
  grid(
      [&](int i, int j) {
        const double a = 2 * std::numbers::pi * i / kTube;
        const auto& frame = frames[static_cast<std::size_t>(j)];
        const Vec3 n = frame[0] * std::cos(a) + frame[1] * std::sin(a);
        return Vertex{at(j) + n * radius, n};
      },
      kTube + 1, count);
  sphere(path.front(), radius);
  sphere(path.back(), radius);
}

void ShapeBuilder::slab(const std::vector<std::array<double, 2>>& outline, double y0, double y1) {
  Vec3 mean{};
  double area = 0;  // twice the outline's; above 0 if it runs from x to z
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto &p = outline[i], &q = outline[(i + 1) % outline.size()];
    mean += Vec3{p[0], 0, p[1]} / static_cast<double>(outline.size());
    area += p[0] * q[1] - p[1] * q[0];
  }
  const bool looks_outward = (area > 0) == (y1 < y0);  // a side whose corners go along the outline first
  const double first = looks_outward ? y0 : y1, second = looks_outward ? y1 : y0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto &p = outline[i], &q = outline[(i + 1) % outline.size()];
    quad({p[0], first, p[1]}, {q[0], first, q[1]}, {q[0], second, q[1]}, {p[0], second, p[1]});
    for (const double y : {y0, y1}) {
      const Vec3 n{0, y == std::min(y0, y1) ? -1.0 : 1.0, 0};
      triangle(add({mean.x, y, mean.z}, n), add({p[0], y, p[1]}, n), add({q[0], y, q[1]}, n));
    }
  }
}

void ShapeBuilder::sheet(const std::function<Vec3(double, double)>& f, int num_u, int num_v) {
  smooth_grid(
      [&](int u, int v) { return f(static_cast<double>(u) / (num_u - 1), static_cast<double>(v) / (num_v - 1)); },
      num_u, num_v, false);
}

SceneObject ShapeBuilder::finish(double yaw) {
  transform(mesh_, rotation_about_z(yaw));
  remove_broken_triangles(mesh_);
  fit_to_unit_box(mesh_);
  SceneObject object = make_scene_object(std::move(mesh_));
  for (std::size_t i = 0; i < looks_.size(); ++i) object.patterns[i] = looks_[i];
  mesh_ = {};
  looks_.clear();
  return object;
}

}  // namespace syncdreamer
