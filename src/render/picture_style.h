#pragma once

#include <array>
#include <utility>
#include <vector>

#include "geometry/camera.h"
#include "image/image.h"
#include "render/render_views.h"
#include "render/scene.h"

namespace syncdreamer {

/// How a picture shows an object.
enum class PictureStyle {
  shaded,  ///< its colours in the light of render_view
  flat,    ///< its colours without light and shadow
  sketch,  ///< dark lines on white, along silhouettes, creases and jumps in depth
  grey,    ///< as shaded, but all of one grey
};

constexpr auto enum_names(PictureStyle) {
  using enum PictureStyle;
  return std::array{std::pair{shaded, "shaded"}, std::pair{flat, "flat"}, std::pair{sketch, "sketch"},
                    std::pair{grey, "grey"}};
}

/// What a camera sees of a scene without light and shadow, straight RGBA.
///
/// \param samples_a_side  rays a pixel in each direction.
Image unlit_picture(const Scene& scene, const Camera& camera, int samples_a_side);

/// Renders an object from all cameras in a style; without depth unless shaded or grey.
std::vector<RenderedView> render_in_style(SceneObject object, const std::vector<Camera>& cameras,
                                          const RenderOptions& options, PictureStyle style);

}  // namespace syncdreamer
