#pragma once

#include <cstddef>
#include <vector>

#include "geometry/mesh.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// What keep_needed_parts leaves out.
struct LeftOutParts {
  std::size_t count = 0;
  Mesh seen;              ///< those that silhouettes show, too small to be kept: they hide what is kept from views
  double seen_share = 0;  ///< surface of the largest of them, relative to the largest part's
};

/// Keeps the connected parts of a closed mesh whose surface is at least `least_share` of the largest part's (1 keeps
/// that alone), but no hollows, and none without which the silhouettes of the views fit as well: where an object has a
/// hole, hulls have bodies of their own above and below it that no view can carve away.
LeftOutParts keep_needed_parts(Mesh& mesh, const std::vector<ReconstructionView>& views, double least_share);

}  // namespace syncdreamer
