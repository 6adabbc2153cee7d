#pragma once

#include <cstdint>
#include <vector>

#include "geometry/mesh.h"
#include "geometry/triangle_raster.h"

namespace syncdreamer {

/// A connected piece of a surface that lies flat in a plane without covering itself when seen along an axis.
struct SurfaceChart {
  int axis = 0;                          ///< 0 to 5: +x, +y, +z, -x, -y, -z; the side from which it is seen
  std::vector<std::uint32_t> triangles;  ///< of the mesh
};

/// Cuts a surface into charts: neighbouring triangles that face the same of the six axis directions, with borders
/// straightened a little.
///
/// \param resolution  samples in an object unit with which it is found out whether a chart covers itself.
std::vector<SurfaceChart> cut_into_charts(const Mesh& mesh, double resolution);

/// A point as seen from an axis direction, object units; what faces it keeps its orientation.
Point2 project_along(int axis, Vec3 point);

}  // namespace syncdreamer
