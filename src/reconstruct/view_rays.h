#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "reconstruct/field_grid.h"
#include "reconstruct/field_rendering.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// A pixel of a view and its ray.
struct ViewRay {
  GridRay ray;
  std::array<float, 3> color{};  ///< of the pixel, on white, 0 to 1
  float mask = 0;
};

/// The rays of all pixels that pass through active cells of the grid, cut to where they do, in steps of
/// `step_length` grid spacings. Where the views have more than `most_pixels` together, about as many are drawn from
/// them, the same ones every time.
std::vector<ViewRay> rays_through(const FieldGrid& grid, const std::vector<ReconstructionView>& views,
                                  float step_length, std::int64_t most_pixels = kMostFittedPixels);

}  // namespace syncdreamer
