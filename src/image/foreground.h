#pragma once

#include <span>
#include <string>

#include "core/error.h"
#include "image/image.h"

namespace syncdreamer {

inline constexpr int kCropNone = -1;              ///< A crop size: the whole picture is padded to a square and resized.
inline constexpr int kRecommendedCropSize = 200;  ///< The paper's authors'.
inline constexpr int kPaperSize = 256;            ///< The size that crop sizes refer to.

/// Thrown for a picture that shows nothing.
class NoObjectError : public InputError {
 public:
  using InputError::InputError;
};

/// What becomes of places inside the object that have the background's colour: white parts of it, or what is seen
/// through a handle. A picture alone does not say which.
enum class EnclosedBackground { kept, cut_out };

/// Separates the object from its background.
///
/// A picture with alpha comes back with it; an alpha that is 255 everywhere counts as none. Without alpha the
/// background must be plain, if shaded (see PlainBackground): what is connected to the border and resembles it becomes
/// transparent, and the edge becomes soft by the distance between the two colours. Specks and soft shadows (see
/// soft_shadow) are removed, and, where a picture is rough as JPEG makes it, narrow faint things close beside the
/// object; enclosed places that are cut out are as wide as a hundredth of the picture.
///
/// \param name  stands for the picture in error messages.
/// \return RGBA, straight alpha.
/// \throws NoObjectError if all is transparent or nothing but background, InputError if the background is not plain or
/// the object too small.
Image extract_foreground(const Image& image, const std::string& name,
                         EnclosedBackground enclosed = EnclosedBackground::kept);

/// The picture with an object's coverage as its alpha, but where nothing connected is half covered. Pixels that the
/// object covers in part take the colour of the nearest one that is wholly the object's, if there is one nearby: what
/// they show is mixed with the background.
///
/// \param coverage  `height * width`, 0 to 1.
/// \return RGBA; an alpha that the picture has is blended on white before.
/// \throws NoObjectError if nothing is half covered.
Image with_coverage(const Image& image, std::span<const float> coverage);

/// Brings a picture into the form that the networks were trained on: the object centred in a transparent square.
///
/// The object is separated (see extract_foreground), cropped to the bounding box of its alpha, scaled so that its
/// longer side is `crop_size` of 256 pixels and pasted in the middle, exactly as the paper's authors do it. An
/// `output_size` that divides 256 is reached by averaging pixels afterwards, any other one by scaling `crop_size` with
/// it.
///
/// \param crop_size  1 to 256, or kCropNone.
/// \return RGBA, `output_size` x `output_size`.
/// \throws InputError as extract_foreground does, and for a crop size out of range.
Image prepare_input(const Image& image, int crop_size = kRecommendedCropSize, int output_size = kPaperSize,
                    const std::string& name = "input picture");

}  // namespace syncdreamer
