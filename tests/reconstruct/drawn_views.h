#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// The colour (0 to 1) that a ray with a unit direction sees of a body, or nothing where it passes.
using SeenBody = std::function<std::optional<Vec3>(Vec3 origin, Vec3 direction)>;

/// The colour of a drawn sphere where its unit normal is `normal`.
inline Vec3 sphere_color(Vec3 normal) {
  return Vec3{0.5, 0.5, 0.5} + normal * 0.3;
}

/// A sphere about the origin, coloured by its normal.
inline SeenBody sphere_body(double radius) {
  return [=](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    const double nearest = -dot(origin, direction);
    const double gap = radius * radius - (dot(origin, origin) - nearest * nearest);
    if (gap < 0) return std::nullopt;
    return sphere_color((origin + direction * (nearest - std::sqrt(gap))) / radius);
  };
}

/// A box between two corners whose surface has the colour that a function gives its places.
inline SeenBody box_body(Vec3 low, Vec3 high, const std::function<Vec3(Vec3 place)>& color) {
  return [=](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    double enter = 0, leave = 1e9;
    for (int axis = 0; axis < 3; ++axis) {
      const double a = (low[axis] - origin[axis]) / direction[axis], b = (high[axis] - origin[axis]) / direction[axis];
      enter = std::max(enter, std::min(a, b));
      leave = std::min(leave, std::max(a, b));
    }
    if (enter >= leave) return std::nullopt;
    return color(origin + direction * enter);
  };
}

/// A grey one.
inline SeenBody box_body(Vec3 low, Vec3 high) {
  return box_body(low, high, [](Vec3) { return Vec3{0.4, 0.4, 0.4}; });
}

/// Squares of a tenth, dark and light in turn.
inline Vec3 checkered(Vec3 place) {
  double sum = 0;
  for (int axis = 0; axis < 3; ++axis) sum += std::floor(place[axis] * 10 + 0.05);
  return std::fmod(std::abs(sum), 2) < 0.5 ? Vec3{0.2, 0.3, 0.6} : Vec3{0.8, 0.7, 0.3};
}

/// Union of bodies: of what they show, the nearest is not told apart.
inline SeenBody all_of(std::vector<SeenBody> bodies) {
  return [=](Vec3 origin, Vec3 direction) -> std::optional<Vec3> {
    for (const SeenBody& body : bodies) {
      if (const auto color = body(origin, direction)) return color;
    }
    return std::nullopt;
  };
}

/// A chair within 0.42 of the origin along each axis: seat, back and four thin legs.
inline SeenBody chair_body() {
  std::vector<SeenBody> parts{box_body({-0.3, -0.3, -0.05}, {0.3, 0.3, 0.02}),
                              box_body({-0.3, 0.24, 0}, {0.3, 0.3, 0.42})};
  for (const double x : {-0.28, 0.24}) {
    for (const double y : {-0.28, 0.24}) parts.push_back(box_body({x, y, -0.42}, {x + 0.04, y + 0.04, 0}));
  }
  return all_of(parts);
}

inline SeenBody moved(const SeenBody& body, Vec3 shift) {
  return [=](Vec3 origin, Vec3 direction) { return body(origin - shift, direction); };
}

inline std::vector<Camera> ring_cameras(int num_views, int size, double elevation_deg = 30) {
  std::vector<Camera> cameras;
  for (const Viewpoint& viewpoint : viewpoint_ring(num_views, elevation_deg))
    cameras.push_back(camera_at(viewpoint, size));
  return cameras;
}

/// The view of a body on white, 3 x 3 rays a pixel.
inline ReconstructionView draw_view(const Camera& camera, const SeenBody& body) {
  ReconstructionView view{camera, Image(camera.width, camera.height, 3), {}};
  for (int y = 0; y < camera.height; ++y) {
    for (int x = 0; x < camera.width; ++x) {
      Vec3 sum;
      double covered = 0;
      for (int i = 0; i < 9; ++i) {
        const auto seen = body(camera.centre(), camera.ray_direction(x + (i % 3 + 0.5) / 3, y + (i / 3 + 0.5) / 3));
        sum += seen.value_or(Vec3{1, 1, 1});
        covered += seen.has_value();
      }
      for (int c = 0; c < 3; ++c) view.image.at(x, y, c) = static_cast<std::uint8_t>(std::lround(sum[c] * 255 / 9));
      view.mask.push_back(static_cast<float>(covered / 9));
    }
  }
  return view;
}

inline std::vector<ReconstructionView> draw_views(const std::vector<Camera>& cameras, const SeenBody& body) {
  std::vector<ReconstructionView> views;
  for (const Camera& camera : cameras) views.push_back(draw_view(camera, body));
  return views;
}

}  // namespace syncdreamer
