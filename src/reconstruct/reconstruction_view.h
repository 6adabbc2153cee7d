#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/progress.h"
#include "geometry/camera.h"
#include "image/image.h"

namespace syncdreamer {

/// The least number of views that tell a shape.
inline constexpr std::size_t kMinViews = 3;
/// The longest side of a view, pixels: more shows in no mesh.
inline constexpr int kMaxViewSide = 2048;

/// A picture of the object, where it was taken from, and which of its pixels show the object.
struct ReconstructionView {
  Camera camera;            ///< of two pixels a side at least
  Image image;              ///< RGB, the object on white, of the camera's size
  std::vector<float> mask;  ///< `height * width` coverage by the object, 0 to 1

  float coverage(int x, int y) const {
    return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(camera.width) + static_cast<std::size_t>(x)];
  }
};

/// \throws std::logic_error for a view whose picture or mask are not of its camera's size, or whose camera is none: its
/// numbers are not finite, its focal lengths not positive or its rotation is not one.
void check_view(const ReconstructionView& view);

/// Gives a picture an alpha that is the mask of its object; a NoObjectError makes it a view that shows nothing.
///
/// \param alpha_counts  whether the picture's alpha, if it has one, is a mask even where it is opaque everywhere.
using CutOut = std::function<Image(const Image& picture, const std::string& name, bool alpha_counts)>;

/// Reads the pictures of an object with their cameras, and finds the object in each.
///
/// Pictures and cameras, the first of these that there is:
/// - a file of cameras in nerfstudio's format: `path` itself, or `cameras.json`, `transforms.json` or
///   `transforms_train.json` in the folder `path`;
/// - the folder's `000.png`, `001.png` ... or `view-000.png` ... (or .jpg, .webp), taken as the ring at elevation 30
///   degrees;
/// - squares side by side in one picture, taken as that ring: `0.png` or `views.png` in the folder, or `path` itself.
///
/// The object of a picture, by the first of these that there is:
/// - the `mask_path` that the file of cameras names for it: the object is where that picture is bright;
/// - its alpha, if any picture of the set is see-through: where an alpha is opaque everywhere, the object fills it;
/// - what `cut_out` finds, if it is given, or else foreground_mask.
///
/// Pictures with a side longer than kMaxViewSide are shrunk, their cameras with them. Other numbers of views than 16 in
/// a ring are warned of.
///
/// \param max_bytes  of memory that posed pictures may need, 0 for no limit.
/// \throws InputError if there are no such pictures, fewer than three, or if one is no square or of another size than
/// its camera says.
std::vector<ReconstructionView> read_view_set(const std::filesystem::path& path, const CutOut& cut_out = {},
                                              const Reporter& reporter = {}, std::uint64_t max_bytes = 0);

/// A view of a picture with alpha or on white, of the camera's size.
ReconstructionView make_view(const Image& image, const Camera& camera);

/// Views of square pictures as make_view takes them, of cameras with the field's intrinsics at the viewpoints.
std::vector<ReconstructionView> make_views(const std::vector<Image>& pictures,
                                           const std::vector<Viewpoint>& viewpoints);

/// Whether any of its pixels belongs to an object.
bool shows_something(const ReconstructionView& view);

/// The side of a pixel where a view sees the origin, object units.
double pixel_size(const ReconstructionView& view);

/// The median over the views.
double pixel_size(const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
