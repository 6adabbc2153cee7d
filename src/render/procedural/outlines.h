#pragma once

#include <array>
#include <vector>

#include "render/procedural/shape_builder.h"

namespace syncdreamer {

/// The point at a radius and an angle about the z axis.
Vec3 around(double angle, double radius, double z);

/// A horizontal rectangle, `x` by `y`.
std::vector<Vec3> rectangle(Vec3 centre, double x, double y);
/// A horizontal polygon whose first corner lies at the angle `turn` from +x.
std::vector<Vec3> regular_polygon(Vec3 centre, double radius, int sides, double turn);
/// Points centre + u cos(a) + v sin(a) for a from `first` to `last` radians.
std::vector<Vec3> arc(Vec3 centre, Vec3 u, Vec3 v, double first, double last);

/// Joins two outlines of equally many corners by flat faces and closes both ends; outlines are convex or star-shaped
/// about their mean, the second may be a single point repeated.
void add_loft(ShapeBuilder& shape, const std::vector<Vec3>& from, const std::vector<Vec3>& to);
/// A frustum, box or pyramid of the given `bottom` and `top` sizes in x and y.
void add_frustum(ShapeBuilder& shape, Vec3 base, std::array<double, 2> bottom, std::array<double, 2> top,
                 double height);
/// A polygon of (y, z) corners drawn out along x from x0 to x1.
void add_prism(ShapeBuilder& shape, const std::vector<std::array<double, 2>>& outline, double x0, double x1);
/// A box along a line in any direction, `width` across and `height` upwards.
void add_beam(ShapeBuilder& shape, Vec3 from, Vec3 to, double width, double height);

}  // namespace syncdreamer
