#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "reconstruct/reconstruction_view.h"
#include "render/render_views.h"

namespace syncdreamer {

/// The cube [-0.35, 0.35]^3 with a colour for each side, every side of `steps`^2 squares.
struct PaintedCube {
  static constexpr double kHalf = 0.35;
  static constexpr Vec3 kColors[6] = {{0.9, 0.2, 0.2}, {0.2, 0.8, 0.3}, {0.3, 0.4, 0.9},
                                      {0.9, 0.8, 0.2}, {0.7, 0.3, 0.8}, {0.2, 0.2, 0.2}};  ///< +x +y +z -x -y -z
  Mesh mesh;                                                                               ///< coloured by materials

  explicit PaintedCube(std::uint32_t steps = 12) {
    for (std::uint32_t side = 0; side < 6; ++side) add_side(side, steps);
    for (const Vec3 color : kColors) mesh.materials.emplace_back().color = color;
  }

  /// The side on which a point lies.
  static int side_of(Vec3 p) {
    for (int axis = 0; axis < 3; ++axis) {
      if (p[axis] > kHalf - 1e-6) return axis;
      if (p[axis] < -kHalf + 1e-6) return axis + 3;
    }
    return -1;
  }

  /// How far a point of a side lies from the nearest of the cube's edges.
  static double distance_to_edge(Vec3 p) {
    std::array<double, 3> distances{kHalf - std::abs(p.x), kHalf - std::abs(p.y), kHalf - std::abs(p.z)};
    std::sort(distances.begin(), distances.end());
    return distances[1];
  }

  /// Pictures from a ring, as a reconstruction gets them; in light that leaves colours as they are.
  std::vector<ReconstructionView> views(int num_views = 16, int size = 128) const {
    const Scene scene(make_scene_object(mesh));
    RenderOptions options;
    options.size = size;
    options.light.environment = 1;
    options.threads = 1;
    std::vector<ReconstructionView> result;
    for (const Viewpoint& viewpoint : viewpoint_ring(num_views)) {
      const Camera camera = camera_at(viewpoint, size);
      result.push_back(make_view(render_view(scene, camera, options, 1).image, camera));
    }
    return result;
  }

 private:
  void add_side(std::uint32_t side, std::uint32_t steps) {
    const int axis = static_cast<int>(side % 3);
    const double sign = side < 3 ? 1 : -1;
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (std::uint32_t j = 0; j <= steps; ++j) {
      for (std::uint32_t i = 0; i <= steps; ++i) {
        Vec3 p, normal;
        p[axis] = sign * kHalf;
        p[(axis + 1) % 3] = sign * kHalf * (2.0 * i / steps - 1);
        p[(axis + 2) % 3] = kHalf * (2.0 * j / steps - 1);
        normal[axis] = sign;
        mesh.vertices.push_back(p);
        mesh.normals.push_back(normal);
      }
    }
    for (std::uint32_t j = 0; j < steps; ++j) {
      for (std::uint32_t i = 0; i < steps; ++i) {
        const std::uint32_t a = first + j * (steps + 1) + i, b = a + steps + 1;
        mesh.triangles.push_back({a, a + 1, b + 1});
        mesh.triangles.push_back({a, b + 1, b});
        mesh.triangle_materials.insert(mesh.triangle_materials.end(), 2, side);
      }
    }
  }
};

}  // namespace syncdreamer
