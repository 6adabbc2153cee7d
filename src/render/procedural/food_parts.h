#pragma once

#include <array>
#include <functional>
#include <vector>

#include "render/procedural/workshop.h"

namespace syncdreamer {

/// A colour near one that is given by hue, saturation and value.
Pattern tint(Workshop& w, double hue, double saturation, double value);
/// The colour of a crust.
Pattern bread(Workshop& w);

/// The profile, for a lathe, of the upper half of an ellipsoid.
std::vector<std::array<double, 2>> dome_profile(double radius, double height);

/// Sprinkles or seeds, `count` of them, where `place` says for two random numbers in [0, 1).
void add_sprinkles(Workshop& w, int count, double size, bool is_colourful,
                   const std::function<Vec3(double, double)>& place);
/// A cherry, a candle, a flag or nothing.
void add_topping(Workshop& w, Vec3 top);

}  // namespace syncdreamer
