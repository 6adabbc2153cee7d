#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "geometry/camera.h"
#include "image/image.h"

namespace syncdreamer {

/// The least number of views that tell a shape.
inline constexpr std::size_t kMinViews = 3;
/// The shortest side of a view, pixels: masks are interpolated.
inline constexpr int kMinViewSide = 2;
/// The longest side of a view that is read, pixels: more shows in no mesh.
inline constexpr int kMaxViewSide = 2048;

/// A picture of the object, where it was taken from, and which of its pixels show the object.
struct ReconstructionView {
  Camera camera;            ///< of kMinViewSide pixels a side at least
  Image image;              ///< RGB, the object on white, of the camera's size
  std::vector<float> mask;  ///< `height * width` coverage by the object, 0 to 1

  float coverage(int x, int y) const {
    return mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(camera.width) + static_cast<std::size_t>(x)];
  }
};

/// \throws std::logic_error for a view whose mask is not of its camera's size, or whose camera is none (check_camera).
void check_silhouette(const ReconstructionView& view);

/// The same, and for a view whose picture is not RGB of its camera's size.
void check_view(const ReconstructionView& view);

/// The same for each of several views, whose number is told, and for masks with other values than 0 to 1.
void check_views(const std::vector<ReconstructionView>& views);

/// A view of a picture with alpha or on white, of the camera's size.
ReconstructionView make_view(const Image& image, const Camera& camera);

/// Views of square pictures as make_view takes them, of cameras with the field's intrinsics at the viewpoints.
std::vector<ReconstructionView> make_views(const std::vector<Image>& pictures,
                                           const std::vector<Viewpoint>& viewpoints);

/// Whether any of its pixels belongs to an object.
bool shows_something(const ReconstructionView& view);

/// The most pixels whose rays a fit takes.
inline constexpr std::int64_t kMostFittedPixels = std::int64_t{1} << 24;

/// The share of all pixels of the views that a number of pixels is; 1 or more if there are no more.
double share_of_pixels(const std::vector<ReconstructionView>& views, std::int64_t num_pixels);

/// The side of a pixel where a view sees the origin, object units.
double pixel_size(const ReconstructionView& view);

/// The median over the views.
double pixel_size(const std::vector<ReconstructionView>& views);

}  // namespace syncdreamer
