#pragma once

#include <vector>

#include "render/procedural/workshop.h"

namespace syncdreamer {

/// Rotations by `angle` radians, counterclockwise seen from the axis's positive end.
Mat3 rotation_about_x(double angle);
Mat3 rotation_about_y(double angle);

/// The colour that such a creature has in nature, or, as toys have, any.
Pattern coat(Workshop& w, double hue, double saturation, double value);
/// The orange or yellow of beaks, carrots and pumpkins.
Pattern orange(Workshop& w);

/// Two eyes that look towards +x, `apart` to the left and right of the middle.
void add_eyes(Workshop& w, Vec3 middle, double apart, double radius);

/// Points of a cubic Bezier curve.
std::vector<Vec3> curve(Vec3 a, Vec3 b, Vec3 c, Vec3 d);
/// A round limb along a path that changes its thickness steadily.
void add_limb(Workshop& w, const std::vector<Vec3>& path, double from_radius, double to_radius);
/// Four straight legs from the ground to height `spread.z`, with feet of another look.
void add_legs(Workshop& w, Vec3 spread, double foot, double knee, const Pattern& leg, const Pattern& hoof);

}  // namespace syncdreamer
