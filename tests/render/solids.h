#pragma once

#include <cmath>
#include <numbers>

#include "render/scene.h"

namespace syncdreamer {

/// A sphere about the origin with exact normals.
inline Mesh sphere_mesh(double radius, int around) {
  Mesh mesh;
  for (int j = 0; j <= around / 2; ++j) {
    for (int i = 0; i <= around; ++i) {
      const double a = 2 * std::numbers::pi * i / around, e = std::numbers::pi * (2.0 * j / around - 0.5);
      const Vec3 n{std::cos(e) * std::cos(a), std::cos(e) * std::sin(a), std::sin(e)};
      mesh.vertices.push_back(n * radius);
      mesh.normals.push_back(n);
    }
  }
  const auto width = static_cast<std::uint32_t>(around + 1);
  for (std::uint32_t j = 0; j < static_cast<std::uint32_t>(around) / 2; ++j) {
    for (std::uint32_t i = 0; i + 1 < width; ++i) {
      const std::uint32_t a = j * width + i;
      mesh.triangles.push_back({a, a + 1, a + width + 1});
      mesh.triangles.push_back({a, a + width + 1, a + width});
    }
  }
  remove_broken_triangles(mesh);
  return mesh;
}

/// The square [-half, half]^2 in the plane of height z.
inline Mesh plane_mesh(double half, double z) {
  Mesh mesh;
  mesh.vertices = {{-half, -half, z}, {half, -half, z}, {half, half, z}, {-half, half, z}};
  mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
  return mesh;
}

inline SceneObject colored(Mesh mesh, Vec3 srgb) {
  mesh.materials.resize(1);
  mesh.materials[0].color = srgb;
  return make_scene_object(std::move(mesh));
}

}  // namespace syncdreamer
