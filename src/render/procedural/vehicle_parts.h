#pragma once

#include "render/procedural/workshop.h"

namespace syncdreamer {

struct WheelLook {
  Pattern tyre, hub;
  double hub_width = 1.2;  ///< of a solid wheel, in widths of its tyre
};

WheelLook draw_wheel_look(Workshop& w);
/// A wheel whose axle lies along y.
void add_wheel(Workshop& w, Vec3 centre, double radius, double width, const WheelLook& look);
/// A pair of wheels that stand on the ground.
void add_axle(Workshop& w, double x, double track, double radius, double width, const WheelLook& look);
/// An open wheel whose axle lies along y.
void add_spoked_wheel(Workshop& w, Vec3 centre, double radius, double tyre, int spokes, const WheelLook& look);
/// A row of panes that show on both sides of a body of this width.
void add_panes(Workshop& w, Vec3 from, double to_x, int count, double width, double height);
void add_lamps(Workshop& w, Vec3 middle, double apart, double radius);
/// An open box that widens from `bottom` to `top` (x and y sizes), with a rim.
void add_hopper(Workshop& w, Vec3 base, Vec3 bottom, Vec3 top, double height, double rim);
/// A beam in the xz plane that may taper.
void add_tapered_beam(Workshop& w, Vec3 from, Vec3 to, double from_size, double to_size, double width);
/// Caterpillar tracks on both sides, with the wheels that they run on.
void add_tracks(Workshop& w, double span, double track, double radius, double width, int wheels);
/// A driver's cabin whose roof stands on glass or on posts.
void add_cabin(Workshop& w, Vec3 base, Vec3 size, bool has_glass);

}  // namespace syncdreamer
