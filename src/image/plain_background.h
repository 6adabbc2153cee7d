#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "image/color.h"
#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

/// The background of a picture that is of one colour, or of one that a lamp or a lens shades: each channel is then a
/// polynomial of the second degree in the place.
class PlainBackground {
 public:
  /// Finds it along the border of RGBA, where an object may cover a quarter, and where it is shaded also in what is
  /// connected to that.
  ///
  /// \param name  stands for the picture in the error message.
  /// \throws InputError if there is none.
  PlainBackground(const Image& rgba, const std::string& name);

  /// At a pixel, counted row by row.
  Color color(std::size_t pixel) const;

  /// How far colours may be from it that are the background's: what compression and noise change.
  int tolerance() const { return tolerance_; }

  /// The pixels that have the background's colour, wherever they lie.
  Mask mask(const Image& rgba) const;

 private:
  using Polynomial = std::array<double, 6>;  // of 1, x, y, x^2, x y, y^2, with x and y in [-1, 1]

  Polynomial monomials(std::size_t pixel) const;
  int distance(const Image& rgba, std::size_t pixel) const;
  std::vector<int> distances(const Image& rgba, const std::vector<std::size_t>& pixels) const;
  void fit_constant(const Image& rgba, const std::vector<std::size_t>& pixels);
  void fit_polynomials(const Image& rgba, const std::vector<std::size_t>& pixels);
  // Finds all members along the border, as of one colour. Throws InputError if most of the border has another one.
  void fit_as_plain(const Image& rgba, const std::vector<std::size_t>& border, const std::string& name);
  // Finds them as of a shaded colour, and returns whether that explains most of the border, and far better than one
  // colour does; if not, they are of no use.
  bool fit_as_shaded(const Image& rgba, const std::vector<std::size_t>& border);
  void refine_shading(const Image& rgba);

  std::size_t width_, height_;
  std::array<Polynomial, 3> channels_{};
  int tolerance_ = 0;
};

}  // namespace syncdreamer
