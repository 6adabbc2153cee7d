#include "reconstruct/rectangle_packing.h"

#include <algorithm>
#include <numeric>

namespace syncdreamer {
namespace {

/// The upper outline of what is placed: steps from left to right.
class Skyline {
 public:
  explicit Skyline(int side) : side_(side), steps_{{0, side, 0}} {}

  std::optional<std::array<int, 2>> place(RectangleSize size) {
    std::size_t best = steps_.size();
    int best_height = side_ + 1;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const int top = resting_height(i, size.width) + size.height;
      if (top < best_height) {
        best = i;
        best_height = top;
      }
    }
    if (best_height > side_) return std::nullopt;
    const int left = steps_[best].left;
    raise(best, size.width, best_height);
    return std::array{left, best_height - size.height};
  }

 private:
  struct Step {
    int left, width, height;
  };

  /// Where a rectangle comes to lie whose left side is that of step i; above the square if it sticks out to the right.
  int resting_height(std::size_t i, int width) const {
    if (steps_[i].left + width > side_) return side_ + 1;
    int height = 0;
    for (int right = steps_[i].left + width; i < steps_.size() && steps_[i].left < right; ++i) {
      height = std::max(height, steps_[i].height);
    }
    return height;
  }

  void raise(std::size_t i, int width, int height) {
    const int left = steps_[i].left, right = left + width;
    std::size_t end = i;
    while (end < steps_.size() && steps_[end].left + steps_[end].width <= right) ++end;
    if (end < steps_.size() && steps_[end].left < right) {
      steps_[end].width -= right - steps_[end].left;
      steps_[end].left = right;
    }
    const auto begin = steps_.begin() + static_cast<std::ptrdiff_t>(i);
    const auto place = steps_.erase(begin, steps_.begin() + static_cast<std::ptrdiff_t>(end));
    steps_.insert(place, {left, width, height});
  }

  int side_;
  std::vector<Step> steps_;
};

}  // namespace

std::optional<std::vector<std::array<int, 2>>> pack_rectangles(const std::vector<RectangleSize>& rectangles, int side) {
  std::vector<std::size_t> order(rectangles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rectangles[a].height > rectangles[b].height; });
  std::vector<std::array<int, 2>> corners(rectangles.size());
  Skyline skyline(side);
  for (const std::size_t i : order) {
    const auto corner = skyline.place(rectangles[i]);
    if (!corner) return std::nullopt;
    corners[i] = *corner;
  }
  return corners;
}

}  // namespace syncdreamer
