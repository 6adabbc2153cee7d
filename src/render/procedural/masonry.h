#pragma once

#include "render/procedural/workshop.h"

namespace syncdreamer {

/// Plain or mottled stone; sometimes painted.
Pattern stone(Workshop& w);
/// A pennant on a pole of height `tall`.
void add_flag(Workshop& w, Vec3 foot, double tall, const Pattern& cloth);
/// A gabled roof over a box, its ridge along x.
void add_gabled_roof(Workshop& w, Vec3 foot, double x, double y, double rise, double thick);

}  // namespace syncdreamer
