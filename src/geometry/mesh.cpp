#include "geometry/mesh.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace syncdreamer {
namespace {

bool is_finite(Vec3 v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

bool is_usable(Vec3 v) {
  return is_finite(v) && std::max({std::abs(v.x), std::abs(v.y), std::abs(v.z)}) <= 1e15;
}

bool is_broken(const Mesh& mesh, const Triangle& t) {
  return std::ranges::any_of(
      t, [&](std::uint32_t i) { return i >= mesh.vertices.size() || !is_usable(mesh.vertices[i]); });
}

bool has_area(const Mesh& mesh, const Triangle& t) {
  return dot(area_normal(mesh, t), area_normal(mesh, t)) > 0;
}

}  // namespace

void check_triangles(const Mesh& mesh) {
  for (const Triangle& triangle : mesh.triangles) {
    check(*std::max_element(triangle.begin(), triangle.end()) < mesh.vertices.size(),
          "a mesh's triangle names a vertex that there is not");
  }
}

void check_mesh(const Mesh& mesh) {
  const auto describes = [](const auto& attribute, const auto& described) {
    return attribute.empty() || attribute.size() == described.size();
  };
  check(describes(mesh.normals, mesh.vertices) && describes(mesh.uvs, mesh.vertices) &&
            describes(mesh.colors, mesh.vertices) && describes(mesh.triangle_materials, mesh.triangles),
        "a mesh's attribute has another length than what it describes");
  check(std::ranges::all_of(mesh.vertices, is_finite), "a mesh's vertex is not finite");
  check_triangles(mesh);
  for (const std::uint32_t material : mesh.triangle_materials) {
    check(material < mesh.materials.size(), "a mesh's triangle names a material that there is not");
  }
}

void Box::add(Vec3 point) {
  for (int i = 0; i < 3; ++i) {
    min[i] = std::min(min[i], point[i]);
    max[i] = std::max(max[i], point[i]);
  }
}

double Box::longest_side() const {
  return std::max({size().x, size().y, size().z});
}

double Box::shortest_side() const {
  return std::min({size().x, size().y, size().z});
}

std::optional<std::array<double, 2>> ray_interval(const Box& box, Vec3 origin, Vec3 direction) {
  double enter = 0, leave = std::numeric_limits<double>::infinity();
  for (int axis = 0; axis < 3; ++axis) {
    const double slope = std::abs(direction[axis]) < 1e-12 ? 1e-12 : direction[axis];
    const double a = (box.min[axis] - origin[axis]) / slope, b = (box.max[axis] - origin[axis]) / slope;
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  }
  if (leave <= enter) return std::nullopt;
  return std::array{enter, leave};
}

Box bounding_box(const Mesh& mesh) {
  check_triangles(mesh);
  Box box;
  for (const auto& triangle : mesh.triangles) {
    for (const std::uint32_t i : triangle) box.add(mesh.vertices[i]);
  }
  return box;
}

void transform(Mesh& mesh, const Mat3& linear) {
  const Vec3 &a = linear.rows[0], &b = linear.rows[1], &c = linear.rows[2];
  const double sign = dot(a, cross(b, c)) < 0 ? -1 : 1;
  const Mat3 cofactors{{cross(b, c) * sign, cross(c, a) * sign, cross(a, b) * sign}};
  for (Vec3& vertex : mesh.vertices) vertex = linear * vertex;
  for (Vec3& normal : mesh.normals) normal = normalized_or(cofactors * normal, normal);
  if (sign < 0) {
    for (auto& triangle : mesh.triangles) std::swap(triangle[1], triangle[2]);
  }
}

void fit_to_unit_box(Mesh& mesh) {
  const Box box = bounding_box(mesh);
  if (box.empty() || !(box.longest_side() > 0)) throw InputError("the mesh has no extent");
  const Vec3 centre = box.centre();
  const double scale = 1 / box.longest_side();
  for (Vec3& vertex : mesh.vertices) vertex = (vertex - centre) * scale;
}

void turn_y_up_to_z_up(Mesh& mesh) {
  for (Vec3& v : mesh.vertices) v = {v.x, -v.z, v.y};
  for (Vec3& n : mesh.normals) n = {n.x, -n.z, n.y};
}

void turn_z_up_to_y_up(Mesh& mesh) {
  for (Vec3& v : mesh.vertices) v = {v.x, v.z, -v.y};
  for (Vec3& n : mesh.normals) n = {n.x, n.z, -n.y};
}

Vec3 area_normal(const Mesh& mesh, const Triangle& triangle) {
  const Vec3 a = mesh.vertices[triangle[0]];
  return cross(mesh.vertices[triangle[1]] - a, mesh.vertices[triangle[2]] - a);
}

Mesh joined_shapes(const Mesh& a, const Mesh& b) {
  Mesh both;
  both.vertices = a.vertices;
  both.triangles = a.triangles;
  const auto first = static_cast<std::uint32_t>(a.vertices.size());
  both.vertices.insert(both.vertices.end(), b.vertices.begin(), b.vertices.end());
  for (const Triangle& t : b.triangles) both.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  return both;
}

std::size_t remove_triangles(Mesh& mesh, const std::function<bool(std::size_t)>& is_removed) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    if (is_removed(i)) continue;
    mesh.triangles[kept] = mesh.triangles[i];
    if (!mesh.triangle_materials.empty()) mesh.triangle_materials[kept] = mesh.triangle_materials[i];
    ++kept;
  }
  const std::size_t num_removed = mesh.triangles.size() - kept;
  mesh.triangles.resize(kept);
  if (!mesh.triangle_materials.empty()) mesh.triangle_materials.resize(kept);
  return num_removed;
}

std::size_t remove_broken_triangles(Mesh& mesh) {
  const std::size_t num_broken =
      remove_triangles(mesh, [&](std::size_t i) { return is_broken(mesh, mesh.triangles[i]); });
  remove_triangles(mesh, [&](std::size_t i) { return !has_area(mesh, mesh.triangles[i]); });
  for (Vec3& vertex : mesh.vertices) {
    if (!is_usable(vertex)) vertex = {};
  }
  for (Vec3& normal : mesh.normals) {
    if (!is_finite(normal)) normal = {};
  }
  for (auto& uv : mesh.uvs) {
    if (!std::isfinite(uv[0]) || !std::isfinite(uv[1])) uv = {0, 0};
  }
  for (Vec3& color : mesh.colors) {
    if (!is_finite(color)) color = {};
  }
  return num_broken;
}

void compute_normals(Mesh& mesh) {
  check_triangles(mesh);
  mesh.normals.assign(mesh.vertices.size(), {});
  for (const auto& triangle : mesh.triangles) {
    const Vec3 normal = area_normal(mesh, triangle);
    for (const std::uint32_t i : triangle) mesh.normals[i] += normal;
  }
  for (Vec3& normal : mesh.normals) normal = normalized_or(normal, {});
}

}  // namespace syncdreamer
