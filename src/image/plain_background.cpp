#include "image/plain_background.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/percent_text.h"
#include "core/quantile.h"
#include "image/regions.h"

namespace syncdreamer {
namespace {

constexpr int kPlainDistance = 30;    // a border pixel this close to the median belongs to a background of one colour
constexpr double kPlainShare = 0.75;  // of the border's pixels, that belong to a plain background
constexpr int kMinTolerance = 12;     // compression noise
constexpr double kToleranceShare = 0.98;   // of the background's pixels, that are as close as that but for a margin
constexpr double kLeastShading = 2;        // levels by which a border differs from one colour before it is shaded
constexpr double kLeastGain = 0.75;        // share of that difference that shading may leave
constexpr std::size_t kLeastBorder = 100;  // pixels that tell shading
constexpr int kLeastSide = 8;              // pixels in which a slope and a bend are told apart

std::vector<std::size_t> border_pixels(const Image& image) {
  const int thickness = std::clamp(std::min(image.width, image.height) / 100, 1, 8);
  std::vector<std::size_t> pixels;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const int depth = std::min({x, y, image.width - 1 - x, image.height - 1 - y});
      if (depth < thickness) pixels.push_back(static_cast<std::size_t>(y) * image.width + x);
    }
  }
  return pixels;
}

/// The mean distance; what is no background counts as if it lay just beyond it.
double mean_distance(const std::vector<int>& distances) {
  double sum = 0;
  for (const int distance : distances) sum += std::min(distance, kMinTolerance);
  return sum / static_cast<double>(distances.size());
}

double share_within(const std::vector<int>& distances, int limit) {
  return static_cast<double>(std::ranges::count_if(distances, [&](int d) { return d <= limit; })) /
         static_cast<double>(distances.size());
}

int tolerance_for(std::vector<int> distances) {
  return std::max(kMinTolerance, quantile(std::move(distances), kToleranceShare) * 5 / 4);
}

/// Those of some pixels whose distance is within a limit.
std::vector<std::size_t> within(const std::vector<std::size_t>& pixels, const std::vector<int>& distances, int limit) {
  std::vector<std::size_t> near;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (distances[i] <= limit) near.push_back(pixels[i]);
  }
  return near;
}

/// Whether more than a few of some pixels lie along opposite edges of a picture.
bool are_at_opposite_edges(const std::vector<std::size_t>& pixels, const Image& image) {
  constexpr double kFew = 0.05;  // of an edge's pixels
  const auto width = static_cast<std::size_t>(image.width), height = static_cast<std::size_t>(image.height);
  std::array<double, 4> counts{};  // left, right, top, bottom
  for (const std::size_t pixel : pixels) {
    const std::size_t x = pixel % width, y = pixel / width;
    counts[0] += x == 0;
    counts[1] += x == width - 1;
    counts[2] += y == 0;
    counts[3] += y == height - 1;
  }
  return std::min(counts[0], counts[1]) > kFew * image.height || std::min(counts[2], counts[3]) > kFew * image.width;
}

/// The same with its shading fitted to all of the background, of which the border tells it but roughly.
PlainBackground refined(PlainBackground background, const Image& rgba) {
  for (int round = 0; round < 4; ++round) {
    const Mask connected = connected_to_border(background.mask(rgba));
    std::vector<std::size_t> pixels;
    for (std::size_t pixel = 0; pixel < connected.size(); ++pixel) {
      if (connected[pixel] != 0) pixels.push_back(pixel);
    }
    background.colors = ColorField::shaded(rgba, pixels);
  }
  return background;
}

/// Nothing unless shading explains most of the border, and far better than one colour does.
std::optional<PlainBackground> find_shaded(const Image& rgba, const std::vector<std::size_t>& border) {
  if (border.size() < kLeastBorder || std::min(rgba.width, rgba.height) < kLeastSide) return std::nullopt;
  const double unshaded = mean_distance(ColorField::constant(rgba, border).distances(rgba, border));
  if (unshaded < kLeastShading) return std::nullopt;
  ColorField colors = ColorField::shaded(rgba, border);
  std::vector<int> from_fit = colors.distances(rgba, border);
  const auto near = [&] { return within(border, from_fit, std::max(kMinTolerance, 2 * quantile(from_fit, 0.5))); };
  for (int round = 1; round < 8; ++round) {  // without what lies far from it: an object at the border
    colors = ColorField::shaded(rgba, near());
    from_fit = colors.distances(rgba, border);
  }
  if (mean_distance(from_fit) > kLeastGain * unshaded) return std::nullopt;
  if (share_within(from_fit, kMinTolerance) < kPlainShare) return std::nullopt;
  PlainBackground found = refined({colors, tolerance_for(colors.distances(rgba, near()))}, rgba);
  // Objects hide the border at one edge; at opposite ones it is another background that begins there.
  std::vector<std::size_t> hidden;
  for (const std::size_t pixel : border) {
    if (found.colors.distance(rgba, pixel) > found.tolerance) hidden.push_back(pixel);
  }
  if (are_at_opposite_edges(hidden, rgba)) return std::nullopt;
  return found;
}

PlainBackground find_of_one_color(const Image& rgba, const std::vector<std::size_t>& border, const std::string& name) {
  const ColorField median = ColorField::constant(rgba, border);
  const std::vector<int> from_median = median.distances(rgba, border);
  const double share = share_within(from_median, kPlainDistance);
  if (share < kPlainShare) {
    throw InputError(
        name + ": the picture has no alpha and its background is not plain (only " + percent_text(share) +
        " of its border have one colour); expected a PNG with alpha, a plain background, or --masks grabcut");
  }
  const std::vector<std::size_t> plain = within(border, from_median, kPlainDistance);
  return {ColorField::constant(rgba, plain), tolerance_for(median.distances(rgba, plain))};
}

}  // namespace

Mask PlainBackground::mask(const Image& rgba) const {
  Mask mask(rgba.width, rgba.height);
  for (std::size_t pixel = 0; pixel < mask.size(); ++pixel) mask[pixel] = colors.distance(rgba, pixel) <= tolerance;
  return mask;
}

PlainBackground find_plain_background(const Image& rgba, const std::string& name) {
  const std::vector<std::size_t> border = border_pixels(rgba);
  if (const std::optional<PlainBackground> shaded = find_shaded(rgba, border)) return *shaded;
  return find_of_one_color(rgba, border, name);
}

}  // namespace syncdreamer
