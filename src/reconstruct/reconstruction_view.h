#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/progress.h"
#include "geometry/camera.h"
#include "image/image.h"

namespace syncdreamer {

/// The least number of views that tell a shape.
inline constexpr std::size_t kMinViews = 3;

/// A picture of the object, where it was taken from, and which of its pixels show the object.
struct ReconstructionView {
  Camera camera;
  Image image;              ///< RGB, the object on white
  std::vector<float> mask;  ///< `height * width` coverage by the object, 0 to 1
  double color_weight = 1;  ///< of its colours, beside those of other views of the same place

  float coverage(int x, int y) const {
    return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(camera.width) + static_cast<std::size_t>(x)];
  }
};

/// Gives a picture an alpha that is the mask of its object; a NoObjectError makes it a view that shows nothing.
///
/// \param alpha_counts  whether the picture's alpha, if it has one, is a mask even where it is opaque everywhere.
using CutOut = std::function<Image(const Image& picture, const std::string& name, bool alpha_counts)>;

/// Reads the pictures of an object with their cameras and finds the object in each of them (see foreground_mask), if
/// asked to after they were cut out. If one of them is not opaque, an alpha that is opaque everywhere says that the
/// object fills its picture.
///
/// A folder with `cameras.json`, `transforms.json` or `transforms_train.json` (nerfstudio's format), or such a file
/// itself, gives both; a picture that it names a `mask_path` for shows the object where that mask is bright. Without
/// one, the folder's `000.png`, `001.png` ... or `view-000.png` ... (or .jpg) are the views of the ring at elevation 30
/// degrees, and so are the squares of a single picture `0.png` or `views.png` in which they stand side by side. A
/// picture file in place of the folder is such a row. Other numbers of views than 16 in a ring are warned of.
///
/// \throws InputError if there are no such pictures, fewer than three, or if one is no square or of another size than
/// its camera says.
std::vector<ReconstructionView> read_view_set(const std::filesystem::path& path, const CutOut& cut_out = {},
                                              const Reporter& reporter = {});

/// A view of a picture with alpha or on white.
ReconstructionView make_view(const Image& image, const Camera& camera);

/// Views of pictures as make_view takes them, of cameras with the field's intrinsics at the viewpoints.
std::vector<ReconstructionView> make_views(const std::vector<Image>& pictures,
                                           const std::vector<Viewpoint>& viewpoints);

/// Whether any of its pixels belongs to an object.
bool shows_something(const ReconstructionView& view);

/// The side of a pixel where a view sees the origin, object units.
double pixel_size(const ReconstructionView& view);

/// The median over the views.
double pixel_size(const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
