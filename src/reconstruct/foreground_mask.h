#pragma once

#include <vector>

#include "image/image.h"

namespace syncdreamer {

/// Where a picture shows the object: its alpha if that is see-through anywhere, else what is not connected to the
/// border by near-white pixels, so that white parts inside the object stay. The edge, sharp or blurred, is soft by the
/// distance from white compared to that of the object behind it; specks that noise leaves are taken out.
///
/// \return `height * width` coverages, 0 to 1.
std::vector<float> foreground_mask(const Image& image);

/// Takes specks (see remove_specks) out of coverages, `height * width`, with their soft rims. What something faint
/// joins to the object, as a blurred pole its flag, is none.
void clear_specks(std::vector<float>& mask, int width, int height);

/// The alpha of a picture that has one, as coverages.
std::vector<float> alpha_mask(const Image& image);

/// What is near-white along the border of a picture, as around an object on white.
struct WhiteBorder {
  double share = 0;         ///< of the border's pixels
  bool has_corner = false;  ///< of the picture
  bool fades = false;       ///< whether it turns into something darker without an edge, as in shade
};

WhiteBorder white_border(const Image& image);

/// Intersection over union of two masks of equal size, each cut at one half; 1 if both are empty.
double mask_iou(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace syncdreamer
