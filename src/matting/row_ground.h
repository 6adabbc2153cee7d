#pragma once

#include <vector>

#include "image/color.h"
#include "image/image.h"
#include "image/mask.h"

namespace syncdreamer {

// What the rows of a photo tell of the ground that an object stands on and of the wall behind it: in a row they are of
// about the same colours at both sides of the object.

/// The ground's colours at every pixel of an object: between those at both sides of it in its row; black, which nothing
/// is darker than, where they are not known, as where one side shows several colours.
///
/// \param picture  RGB.
/// \param object   what hides the ground.
std::vector<Color> hidden_ground(const Image& picture, const Mask& object);

/// What beside an object has neither the colours of the ground at its row's ends nor those of a shadow there: regions
/// that are no wider than all parts of the object.
///
/// \param least_part  the share of the largest part that others of the object have at least; smaller ones do not count.
Mask foreign_places(const Image& picture, const Mask& object, double least_part);

}  // namespace syncdreamer
