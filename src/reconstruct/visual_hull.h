#pragma once

#include <vector>

#include "core/error.h"
#include "reconstruct/reconstruction_view.h"
#include "reconstruct/scalar_grid.h"

namespace syncdreamer {

/// Samples a side of the hull's grid, and half its side: the unit cube and a tenth beyond, object units.
inline constexpr int kHullSize = 128;
inline constexpr double kHullHalfSide = 0.55;

/// Thrown for views that no object explains.
class ContradictoryViewsError : public InputError {
 public:
  using InputError::InputError;
};

/// The largest body whose silhouettes agree with the masks (Laurentini 1994).
struct VisualHull {
  ScalarGrid coverage;                 ///< 0 to 1; a voxel is inside above one half
  int tolerance = 0;                   ///< how many views may see background where the hull is
  std::vector<double> silhouette_iou;  ///< by view: of the hull's silhouette and the mask

  bool inside(std::size_t voxel) const { return is_inside(coverage.values[voxel]); }
  double mean_iou() const;

  /// Compares the silhouettes again, after the coverage was changed.
  void update_silhouettes(const std::vector<ReconstructionView>& views);

  /// Views whose silhouette the hull cannot explain, by number.
  std::vector<int> disagreeing_views() const;
};

/// Where the voxels lie that are inside by a hull's coverage.
std::vector<Vec3> inside_positions(const ScalarGrid& coverage);

/// Share of pixels outside of the hull's cube up to which they may be specks at the borders of pictures.
inline constexpr double kMuchOutside = 0.02;

/// Of all pixels that show an object, the share (0 to 1) of those whose rays miss the hull's cube, so that what they
/// show lies outside of it.
double share_outside(const std::vector<ReconstructionView>& views);

/// Whether the object goes on beyond a border of its picture.
bool goes_beyond_picture(const ReconstructionView& view);

/// Carves the hull out of a cube of `size` samples a side, 2 or more.
///
/// Masks that contradict each other would carve the object away. So a voxel may be seen as background by `tolerance`
/// views, the smallest number with which the silhouettes fit the masks as well as they can. What is outside of a
/// picture counts as the nearest pixel of its border; beyond a border that cuts the object off only where less than
/// half of the pictures show what is there.
///
/// \throws ContradictoryViewsError if nothing remains, saying which masks are empty.
VisualHull carve_visual_hull(const std::vector<ReconstructionView>& views, int size = kHullSize);

}  // namespace syncdreamer
