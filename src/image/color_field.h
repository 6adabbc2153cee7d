#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "image/color.h"
#include "image/image.h"

namespace syncdreamer {

/// A colour for every pixel of a picture, as lamps and lenses shade a wall: each channel is a polynomial of the second
/// degree in the place.
class ColorField {
 public:
  /// One colour: in each channel the median of some pixels of RGBA.
  static ColorField constant(const Image& rgba, const std::vector<std::size_t>& pixels);

  /// The least squares fit to some pixels of RGBA, which are not all on one curve of the second degree.
  static ColorField shaded(const Image& rgba, const std::vector<std::size_t>& pixels);

  /// At a pixel, counted row by row.
  Color at(std::size_t pixel) const;

  /// How far a pixel's colour is from it (color_distance).
  int distance(const Image& rgba, std::size_t pixel) const;
  std::vector<int> distances(const Image& rgba, const std::vector<std::size_t>& pixels) const;

 private:
  using Polynomial = std::array<double, 6>;  // of 1, x, y, x^2, x y, y^2, with x and y in [-1, 1]

  explicit ColorField(const Image& of_its_size)
      : width_(static_cast<std::size_t>(of_its_size.width)), height_(static_cast<std::size_t>(of_its_size.height)) {}

  Polynomial monomials(std::size_t pixel) const;

  std::size_t width_, height_;
  std::array<Polynomial, 3> channels_{};
};

}  // namespace syncdreamer
