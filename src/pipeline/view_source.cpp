#include "pipeline/view_source.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "image/image_io.h"
#include "image/input_preparation.h"
#include "pipeline/generate_views.h"
#include "reconstruct/foreground_mask.h"

namespace syncdreamer {
namespace {

constexpr double kMinOpacity = 0.1;             // below which an 8-bit draft tells no colour
constexpr float kEmpty = 0.1F, kObject = 0.5F;  // opacities at which the object begins, and at which a place is its own

/// One channel of a pixel, 0 to 1, without the white that shines through.
double opaque_value(double view, double draft, double opacity) {
  const double own = std::clamp((draft - (1 - opacity)) / opacity, 0.0, 1.0);
  const double white = (1 - opacity) * (1 - own);
  return std::max(view - white, std::min(view, own));
}

}  // namespace

void limit_to_opacities(std::vector<ReconstructionView>& views, const std::vector<std::vector<float>>& opacities) {
  check(opacities.empty() || opacities.size() == views.size(), "limit_to_opacities: not every view has its opacities");
  for (std::size_t k = 0; k < opacities.size(); ++k) {
    std::vector<float>& mask = views[k].mask;
    check(mask.size() == opacities[k].size(), "limit_to_opacities: a view and its draft differ in size");
    for (std::size_t i = 0; i < mask.size(); ++i)
      mask[i] = std::min(mask[i], std::clamp((opacities[k][i] - kEmpty) / (kObject - kEmpty), 0.0F, 1.0F));
  }
}

std::vector<ReconstructionView> reconstruction_views(const GeneratedViews& generated) {
  std::vector<ReconstructionView> views = make_views(generated.views, generated.viewpoints);
  limit_to_opacities(views, generated.opacities);
  return views;
}

std::vector<Image> opaque_views(const GeneratedViews& generated) {
  if (generated.opacities.empty()) return {};
  check(generated.opacities.size() == generated.views.size() && generated.drafts.size() == generated.views.size(),
        "opaque_views: not every view has a draft");
  std::vector<Image> result = generated.views;
  for (std::size_t k = 0; k < result.size(); ++k) {
    const std::vector<std::uint8_t>& draft = generated.drafts[k].pixels;
    std::vector<std::uint8_t>& view = result[k].pixels;
    check(view.size() == draft.size() && view.size() == 3 * generated.opacities[k].size(),
          "opaque_views: a view and its draft differ in size");
    for (std::size_t i = 0; i < view.size(); ++i) {
      const double opacity = std::max<double>(kMinOpacity, generated.opacities[k][i / 3]);
      view[i] = byte_from_unit(opaque_value(view[i] / 255.0, draft[i] / 255.0, opacity));
    }
  }
  return result;
}

ReconstructionView input_view(const Image& object, int crop_size, double elevation_deg, int size) {
  check(std::isfinite(elevation_deg), "input_view: the elevation is no finite number");
  const Image picture = prepare_input(object, crop_size, size);
  return {camera_at({.elevation = radians(elevation_deg)}, size), blend_on_white(picture), alpha_mask(picture)};
}

}  // namespace syncdreamer
