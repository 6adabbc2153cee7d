#pragma once

#include <optional>
#include <vector>

#include "image/image.h"
#include "reconstruct/reconstruction_view.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

struct GeneratedViews;

/// What is known of generated views beyond their pictures; all of it may be missing.
struct ViewSource {
  /// Where the lifted volume has the object, above one half, in the frame of the cameras.
  ScalarGrid occupancy = {};
  std::vector<Image> opaque_views = {};            ///< of all views, see below
  std::optional<ReconstructionView> picture = {};  ///< that the views were generated from, see input_view
};

/// Takes out of the masks of views what a lifted volume has nothing or little of: background that objects enclose, as
/// between an arm and a body, which pictures on white alone do not tell from white parts, and haze at their edges.
///
/// \param opacities  of the volume's drafts from the same cameras; empty without a volume.
void limit_to_opacities(std::vector<ReconstructionView>& views, const std::vector<std::vector<float>>& opacities);

/// Generated views with their cameras, for a reconstruction, their masks without what their volume has nothing of.
std::vector<ReconstructionView> reconstruction_views(const GeneratedViews& generated);

/// The views as they would be if the lifted volume let no white through where it has the object.
///
/// Where the volume is unsure it is half transparent, and its drafts, and so the views, are pale there: not what the
/// surface's colour is thought to be. The white's share of a draft `d` of opacity `a` is known: the volume's own colour
/// is `c = (d - (1 - a)) / a`, what pales it `(1 - a)(1 - c)`. That is taken away from the view, but it gets no darker
/// than `c` for it.
///
/// \return RGB; empty without a lifted volume.
std::vector<Image> opaque_views(const GeneratedViews& generated);

/// The picture that views were generated from, as one of them.
///
/// \param object      RGBA, the picture before it is prepared.
/// \param crop_size   see prepare_input; that of the generation, as is the elevation.
/// \param size        pixels a side.
ReconstructionView input_view(const Image& object, int crop_size, double elevation_deg, int size);

}  // namespace syncdreamer
