#include "image/bars.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/error.h"
#include "image/color.h"

namespace syncdreamer {
namespace {

constexpr int kNoise = 12;              // levels of 255 that compression changes in a bar
constexpr int kEdge = 24;               // levels of 255 between a bar and what the picture shows beside it
constexpr double kEdgeShare = 0.8;      // of a bar's length along which there is such an edge
constexpr double kCornerShare = 0.02;   // of a bar's length at either end, all of which has one: objects have margins
constexpr int kLeastWidth = 3;          // pixels
constexpr double kLargestShare = 0.45;  // of the picture's side, for one bar
constexpr int kWhite = 240;             // the least level of 255 of what is white
constexpr int kSoftEdge = 2;            // pixels in which scaling blends bar and picture

/// Whether lines are rows, or columns.
enum class Lines { rows, columns };

class LinedPicture {
 public:
  LinedPicture(const Image& rgb, Lines lines) : rgb_(rgb), lines_(lines) {}

  int num_lines() const { return lines_ == Lines::rows ? rgb_.height : rgb_.width; }

  Color color() const { return at(0, 0); }

  bool has_color(int line, const Color& color) const { return count_beyond(line, 0, length(), color, kNoise) == 0; }

  /// Whether most of a line, and all of its ends, are of another colour than a bar.
  bool begins_content(int line, const Color& bar) const {
    const int corner = std::max(1, static_cast<int>(kCornerShare * length()));
    return count_beyond(line, 0, length(), bar, kEdge) >= kEdgeShare * length() &&
           count_beyond(line, 0, corner, bar, kEdge) == corner &&
           count_beyond(line, length() - corner, length(), bar, kEdge) == corner;
  }

 private:
  /// How many pixels of a part of a line are farther than a distance from a colour.
  int count_beyond(int line, int begin, int end, const Color& color, int distance) const {
    int count = 0;
    for (int i = begin; i < end; ++i) count += color_distance(at(line, i), color) > distance;
    return count;
  }

  int length() const { return lines_ == Lines::rows ? rgb_.width : rgb_.height; }

  Color at(int line, int i) const {
    const int x = lines_ == Lines::rows ? i : line, y = lines_ == Lines::rows ? line : i;
    return color_at(rgb_, x, y);
  }

  const Image& rgb_;
  Lines lines_;
};

/// Lines of the bar that begins at the first line and goes in steps of 1, or at the last one in steps of -1; 0 if there
/// is none. The lines in which it blends into the picture belong to it.
int bar_width(const LinedPicture& picture, const Color& color, int step) {
  const int first = step > 0 ? 0 : picture.num_lines() - 1;
  const int most = static_cast<int>(kLargestShare * picture.num_lines());
  int width = 0;
  while (width <= most && picture.has_color(first + step * width, color)) ++width;
  if (width < kLeastWidth || width > most) return 0;
  for (int soft = 0; soft <= kSoftEdge; ++soft) {
    if (picture.begins_content(first + step * (width + soft), color)) return width + soft;
  }
  return 0;
}

/// The first and the last line between bars.
std::array<int, 2> lines_between_bars(const LinedPicture& picture) {
  const int last = picture.num_lines() - 1;
  if (std::ranges::min(picture.color()) >= kWhite) return {0, last};
  const int before = bar_width(picture, picture.color(), 1), after = bar_width(picture, picture.color(), -1);
  const bool are_alike = std::abs(before - after) <= std::max(kSoftEdge, std::max(before, after) / 4);
  if (before == 0 || after == 0 || !are_alike) return {0, last};
  return {before, last - after};
}

}  // namespace

PixelBox box_without_bars(const Image& image) {
  check(!image.empty(), "box_without_bars: the picture has no pixels");
  const Image rgb = blend_on_white(image);
  const auto [top, bottom] = lines_between_bars({rgb, Lines::rows});
  const auto [left, right] = lines_between_bars({rgb, Lines::columns});
  return {left, top, right, bottom};
}

}  // namespace syncdreamer
