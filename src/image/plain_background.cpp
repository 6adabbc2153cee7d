#include "image/plain_background.h"

#include <algorithm>
#include <cmath>
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
constexpr double kToleranceShare = 0.98;     // of the background's pixels, that are as close as that but for a margin
constexpr double kLeastShading = 2;          // levels by which a border differs from one colour before it is shaded
constexpr double kLeastGain = 0.75;          // share of that difference that shading may leave
constexpr std::size_t kLeastBorder = 100;    // pixels that tell shading
constexpr std::size_t kLeastSide = 8;        // pixels in which a slope and a bend are told apart
constexpr std::size_t kMostFitted = 50'000;  // pixels that are enough to fit shading

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

/// Solves `matrix * x = right` for a symmetric positive matrix, by elimination in place.
template <std::size_t N>
std::array<double, N> solve(std::array<std::array<double, N>, N> matrix, std::array<double, N> right) {
  for (std::size_t k = 0; k < N; ++k) {
    for (std::size_t i = k + 1; i < N; ++i) {
      const double factor = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < N; ++j) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  }
  for (std::size_t k = N; k-- > 0;) {
    for (std::size_t j = k + 1; j < N; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

}  // namespace

PlainBackground::PlainBackground(const Image& rgba, const std::string& name)
    : width_(static_cast<std::size_t>(rgba.width)), height_(static_cast<std::size_t>(rgba.height)) {
  const std::vector<std::size_t> border = border_pixels(rgba);
  if (!fit_as_shaded(rgba, border)) fit_as_plain(rgba, border, name);
}

Color PlainBackground::color(std::size_t pixel) const {
  const Polynomial at = monomials(pixel);
  Color color{};
  for (std::size_t c = 0; c < 3; ++c) {
    double level = 0;
    for (std::size_t i = 0; i < at.size(); ++i) level += channels_[c][i] * at[i];
    color[c] = static_cast<int>(std::lround(std::clamp(level, 0.0, 255.0)));
  }
  return color;
}

Mask PlainBackground::mask(const Image& rgba) const {
  Mask mask(rgba.width, rgba.height);
  for (std::size_t pixel = 0; pixel < mask.size(); ++pixel) mask[pixel] = distance(rgba, pixel) <= tolerance_;
  return mask;
}

PlainBackground::Polynomial PlainBackground::monomials(std::size_t pixel) const {
  const auto on_axis = [](std::size_t place, std::size_t length) {
    return (2 * static_cast<double>(place) + 1) / static_cast<double>(length) - 1;
  };
  const double u = on_axis(pixel % width_, width_), v = on_axis(pixel / width_, height_);
  return {1, u, v, u * u, u * v, v * v};
}

int PlainBackground::distance(const Image& rgba, std::size_t pixel) const {
  return color_distance(color_at(rgba, pixel), color(pixel));
}

std::vector<int> PlainBackground::distances(const Image& rgba, const std::vector<std::size_t>& pixels) const {
  std::vector<int> distances;
  distances.reserve(pixels.size());
  for (const std::size_t pixel : pixels) distances.push_back(distance(rgba, pixel));
  return distances;
}

void PlainBackground::fit_constant(const Image& rgba, const std::vector<std::size_t>& pixels) {
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<int> levels;
    levels.reserve(pixels.size());
    for (const std::size_t pixel : pixels) levels.push_back(rgba.pixels[pixel * 4 + c]);
    channels_[c] = {static_cast<double>(quantile(std::move(levels), 0.5))};
  }
}

void PlainBackground::fit_polynomials(const Image& rgba, const std::vector<std::size_t>& pixels) {
  std::array<Polynomial, 6> matrix{};
  std::array<Polynomial, 3> right{};
  const std::size_t step = 1 + pixels.size() / kMostFitted;
  for (std::size_t n = 0; n < pixels.size(); n += step) {
    const std::size_t pixel = pixels[n];
    const Polynomial at = monomials(pixel);
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t j = 0; j < at.size(); ++j) matrix[i][j] += at[i] * at[j];
      for (std::size_t c = 0; c < 3; ++c) right[c][i] += at[i] * rgba.pixels[pixel * 4 + c];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) channels_[c] = solve(matrix, right[c]);
}

void PlainBackground::fit_as_plain(const Image& rgba, const std::vector<std::size_t>& border, const std::string& name) {
  fit_constant(rgba, border);
  const std::vector<int> from_median = distances(rgba, border);
  const double share = share_within(from_median, kPlainDistance);
  if (share < kPlainShare) {
    throw InputError(
        name + ": the picture has no alpha and its background is not plain (only " + percent_text(share) +
        " of its border have one colour); expected a PNG with alpha, a plain background, or --masks grabcut");
  }
  const std::vector<std::size_t> plain = within(border, from_median, kPlainDistance);
  tolerance_ = tolerance_for(distances(rgba, plain));
  fit_constant(rgba, plain);
}

bool PlainBackground::fit_as_shaded(const Image& rgba, const std::vector<std::size_t>& border) {
  if (border.size() < kLeastBorder || std::min(width_, height_) < kLeastSide) return false;
  fit_constant(rgba, border);
  const double unshaded = mean_distance(distances(rgba, border));
  if (unshaded < kLeastShading) return false;
  std::vector<std::size_t> fitted = border;
  for (int round = 0; round < 8; ++round) {  // without what lies far from it: an object at the border
    fit_polynomials(rgba, fitted);
    const std::vector<int> from_fit = distances(rgba, border);
    fitted = within(border, from_fit, std::max(kMinTolerance, 2 * quantile(from_fit, 0.5)));
  }
  const std::vector<int> from_fit = distances(rgba, border);
  tolerance_ = tolerance_for(distances(rgba, fitted));
  if (mean_distance(from_fit) > kLeastGain * unshaded || share_within(from_fit, kMinTolerance) < kPlainShare)
    return false;
  refine_shading(rgba);
  // Objects hide the border at one edge; at opposite ones it is another background that begins there.
  std::vector<std::size_t> hidden;
  for (const std::size_t pixel : border) {
    if (distance(rgba, pixel) > tolerance_) hidden.push_back(pixel);
  }
  return !are_at_opposite_edges(hidden, rgba);
}

// Fits the shading to all of the background, of which the border tells it but roughly.
void PlainBackground::refine_shading(const Image& rgba) {
  for (int round = 0; round < 4; ++round) {
    const Mask background = connected_to_border(mask(rgba));
    std::vector<std::size_t> pixels;
    for (std::size_t pixel = 0; pixel < background.size(); ++pixel) {
      if (background[pixel] != 0) pixels.push_back(pixel);
    }
    fit_polynomials(rgba, pixels);
  }
}

}  // namespace syncdreamer
