#pragma once

#include <algorithm>
#include <array>
#include <cmath>

namespace syncdreamer {

using Point2 = std::array<double, 2>;

/// Twice the signed area of a triangle in the plane, positive counterclockwise.
inline double twice_area(const Point2& a, const Point2& b, const Point2& c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/// Calls visit(x, y, weights) for every texel of the square [0, size)^2 whose centre (x + 0.5, y + 0.5) lies in a
/// triangle or on its rim; the weights are those of the triangle's corners. A triangle without area has no texel.
template <class Visit>
void for_each_texel(const std::array<Point2, 3>& triangle, int size, Visit&& visit) {
  const auto& [a, b, c] = triangle;
  const double area = twice_area(a, b, c);
  if (!(std::abs(area) > 0)) return;
  const auto first = [](double low) { return std::max(0, static_cast<int>(std::ceil(low - 0.5))); };
  const auto last = [&](double high) { return std::min(size - 1, static_cast<int>(std::floor(high - 0.5))); };
  for (int y = first(std::min({a[1], b[1], c[1]})); y <= last(std::max({a[1], b[1], c[1]})); ++y) {
    for (int x = first(std::min({a[0], b[0], c[0]})); x <= last(std::max({a[0], b[0], c[0]})); ++x) {
      const Point2 centre{x + 0.5, y + 0.5};
      const std::array<double, 3> weights{twice_area(centre, b, c) / area, twice_area(a, centre, c) / area,
                                          twice_area(a, b, centre) / area};
      if (*std::min_element(weights.begin(), weights.end()) >= 0) visit(x, y, weights);
    }
  }
}

}  // namespace syncdreamer
