#include "image/color_field.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/quantile.h"

namespace syncdreamer {
namespace {

constexpr std::size_t kMostFitted = 50'000;  // pixels that are enough to fit shading

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

ColorField ColorField::constant(const Image& rgba, const std::vector<std::size_t>& pixels) {
  ColorField field(rgba);
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<int> levels;
    levels.reserve(pixels.size());
    for (const std::size_t pixel : pixels) levels.push_back(rgba.pixels[pixel * 4 + c]);
    field.channels_[c] = {static_cast<double>(quantile(std::move(levels), 0.5))};
  }
  return field;
}

ColorField ColorField::shaded(const Image& rgba, const std::vector<std::size_t>& pixels) {
  ColorField field(rgba);
  std::array<Polynomial, 6> matrix{};
  std::array<Polynomial, 3> right{};
  const std::size_t step = 1 + pixels.size() / kMostFitted;
  for (std::size_t n = 0; n < pixels.size(); n += step) {
    const std::size_t pixel = pixels[n];
    const Polynomial powers = field.monomials(pixel);
    for (std::size_t i = 0; i < powers.size(); ++i) {
      for (std::size_t j = 0; j < powers.size(); ++j) matrix[i][j] += powers[i] * powers[j];
      for (std::size_t c = 0; c < 3; ++c) right[c][i] += powers[i] * rgba.pixels[pixel * 4 + c];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) field.channels_[c] = solve(matrix, right[c]);
  return field;
}

Color ColorField::at(std::size_t pixel) const {
  const Polynomial powers = monomials(pixel);
  Color color{};
  for (std::size_t c = 0; c < 3; ++c) {
    double level = 0;
    for (std::size_t i = 0; i < powers.size(); ++i) level += channels_[c][i] * powers[i];
    color[c] = static_cast<int>(std::lround(std::clamp(level, 0.0, 255.0)));
  }
  return color;
}

int ColorField::distance(const Image& rgba, std::size_t pixel) const {
  return color_distance(color_at(rgba, pixel), at(pixel));
}

std::vector<int> ColorField::distances(const Image& rgba, const std::vector<std::size_t>& pixels) const {
  std::vector<int> distances;
  distances.reserve(pixels.size());
  for (const std::size_t pixel : pixels) distances.push_back(distance(rgba, pixel));
  return distances;
}

ColorField::Polynomial ColorField::monomials(std::size_t pixel) const {
  const auto on_axis = [](std::size_t place, std::size_t length) {
    return (2 * static_cast<double>(place) + 1) / static_cast<double>(length) - 1;
  };
  const double u = on_axis(pixel % width_, width_), v = on_axis(pixel / width_, height_);
  return {1, u, v, u * u, u * v, v * v};
}

}  // namespace syncdreamer
