#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "render/pattern.h"
#include "render/scene.h"

namespace syncdreamer {

/// Assembles an object from simple solids, z up, in any unit. Every solid gets the look chosen last.
class ShapeBuilder {
 public:
  /// Makes `pattern` the look of the solids that follow.
  ShapeBuilder& look(const Pattern& pattern);

  void box(Vec3 centre, Vec3 size);
  /// A box whose edges are rounded by `radius`.
  void rounded_box(Vec3 centre, Vec3 size, double radius);
  /// A cylinder or cone between two points, with caps.
  void rod(Vec3 from, Vec3 to, double from_radius, double to_radius);
  void rod(Vec3 from, Vec3 to, double radius) { rod(from, to, radius, radius); }
  void ellipsoid(Vec3 centre, Vec3 radii, const Mat3& world_from_local = {});
  void sphere(Vec3 centre, double radius) { ellipsoid(centre, {radius, radius, radius}); }
  /// A ring around `axis`.
  void torus(Vec3 centre, Vec3 axis, double radius, double tube_radius);
  /// Turns a profile of (radius, height) about the vertical through `base`; corners above 50 degrees stay sharp.
  void lathe(Vec3 base, const std::vector<std::array<double, 2>>& profile);
  /// A round tube along a path.
  void tube(const std::vector<Vec3>& path, double radius);
  /// A flat polygon of (x, z) corners, convex or star-shaped about its mean, drawn out along y from y0 to y1.
  void slab(const std::vector<std::array<double, 2>>& outline, double y0, double y1);
  /// A thin curved sheet: f maps [0, 1]^2 to space.
  void sheet(const std::function<Vec3(double, double)>& f, int num_u, int num_v);

  /// The object turned about z by `yaw` radians and scaled to the unit box.
  SceneObject finish(double yaw);

 private:
  struct Vertex {
    Vec3 position{}, normal{};
  };
  void grid(const std::function<Vertex(int, int)>& vertex, int num_u, int num_v);
  void quad(Vec3 a, Vec3 b, Vec3 c, Vec3 d);
  void smooth_grid(const std::function<Vec3(int, int)>& position, int num_u, int num_v, bool closed);
  void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c);
  std::uint32_t add(Vec3 position, Vec3 normal);

  Mesh mesh_;
  std::vector<Pattern> looks_;
};

}  // namespace syncdreamer
