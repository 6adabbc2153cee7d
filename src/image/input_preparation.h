#pragma once

#include <string>

#include "image/image.h"

namespace syncdreamer {

inline constexpr int kCropNone = -1;              ///< A crop size: the whole picture is padded to a square and resized.
inline constexpr int kRecommendedCropSize = 200;  ///< The paper's authors'.
inline constexpr int kPaperSize = 256;            ///< The size that crop sizes refer to.

/// Brings a picture into the form that the networks were trained on: the object centred in a transparent square.
///
/// The object is separated (see extract_foreground), cropped to the bounding box of its alpha, scaled so that its
/// longer side is `crop_size` of 256 pixels and pasted in the middle, exactly as the paper's authors do it, but that
/// objects of less than 100 pixels keep their last column and row. An `output_size` that divides 256 is reached by
/// averaging pixels afterwards, any other one by scaling `crop_size` with it.
///
/// \param crop_size  1 to 256, or kCropNone.
/// \return RGBA, `output_size` x `output_size`.
/// \throws InputError as extract_foreground does, and for a crop size out of range.
Image prepare_input(const Image& image, int crop_size = kRecommendedCropSize, int output_size = kPaperSize,
                    const std::string& name = "input picture");

}  // namespace syncdreamer
