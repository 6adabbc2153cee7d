#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace syncdreamer {

using Point2 = std::array<double, 2>;

/// Twice the signed area of a triangle in the plane, positive counterclockwise.
inline double twice_area(const Point2& a, const Point2& b, const Point2& c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/// Twice the signed area of a triangle of a side and a point; of the side from `b` to `a` it is exactly the negative,
/// so that rounding cannot put a point outside of both triangles that share it.
inline double side_area(const Point2& a, const Point2& b, const Point2& point) {
  return a < b ? twice_area(a, b, point) : -twice_area(b, a, point);
}

/// Calls visit(x, y, weights) for every pixel of a picture whose centre (x + 0.5, y + 0.5) lies in a triangle or on its
/// rim; the weights are those of the triangle's corners. Triangles that share a side leave no pixel between them out;
/// one without area has none.
template <class Visit>
void for_each_pixel(const std::array<Point2, 3>& triangle, int width, int height, Visit&& visit) {
  const auto& [a, b, c] = triangle;
  const double area = twice_area(a, b, c);
  if (!(std::abs(area) > 0)) return;
  const auto bounds = [&](std::size_t axis, int size) {
    const auto [low, high] = std::minmax({triangle[0][axis], triangle[1][axis], triangle[2][axis]});
    const auto inside = [&](double pixel) { return static_cast<int>(std::clamp(pixel, 0.0, double(size))); };
    return std::pair{inside(std::ceil(low - 0.5)), inside(std::floor(high + 0.5))};
  };
  const auto [x_begin, x_end] = bounds(0, width);
  const auto [y_begin, y_end] = bounds(1, height);
  for (int y = y_begin; y < y_end; ++y) {
    for (int x = x_begin; x < x_end; ++x) {
      const Point2 centre{x + 0.5, y + 0.5};
      const std::array<double, 3> weights{side_area(b, c, centre) / area, side_area(c, a, centre) / area,
                                          side_area(a, b, centre) / area};
      if (*std::min_element(weights.begin(), weights.end()) >= 0) visit(x, y, weights);
    }
  }
}

}  // namespace syncdreamer
