#pragma once

#include <cstdint>
#include <vector>

#include "image/color.h"
#include "image/image.h"

namespace syncdreamer {

// What the rows of a photo tell of the ground that an object stands on and of the wall behind it: in a row they are of
// about the same colours at both sides of the object.

/// The ground's colours at every pixel of an object: between those at both sides of it in its row; black, which nothing
/// is darker than, where they are not known, as where one side shows several colours.
///
/// \param picture  RGB.
/// \param object   `height * width`, 0 where the ground is seen.
std::vector<Color> hidden_ground(const Image& picture, const std::vector<std::uint8_t>& object);

/// What beside an object has neither the colours of the ground at its row's ends nor those of a shadow there: regions
/// that are no wider than all parts of the object.
///
/// \param least_part  the share of the largest part that others of the object have at least; smaller ones do not count.
/// \return `height * width`, 1 for such places.
std::vector<std::uint8_t> foreign_places(const Image& picture, const std::vector<std::uint8_t>& object,
                                         double least_part);

}  // namespace syncdreamer
