#pragma once

#include <optional>
#include <vector>

#include "evaluation/view_figures.h"
#include "geometry/mesh.h"
#include "metrics/volume_iou.h"
#include "pipeline/reconstruct_mesh.h"

namespace syncdreamer {

/// The true shape of an object, prepared for comparisons; the unit box around the origin, z up.
struct TrueShape {
  std::vector<Vec3> points;  ///< see visible_points
  Occupancy solid;           ///< see enclosed_points
};

TrueShape true_shape(const Mesh& mesh);

/// The points of the grid of `occupancy` from where the surface is met whichever way one looks (in 128 directions).
///
/// For a closed surface without deep pits that is its inside. Unlike the parity of crossings it also holds for models
/// as people make them: of parts that run through each other, single sheets, and small gaps.
Occupancy enclosed_points(const Mesh& mesh);

/// Of the points well within a mesh (enclosed_points, and so their six neighbours) and those that `occupancy` finds
/// inside although the surface does not enclose them, the share of the first that it finds inside: 1 if the mesh is
/// closed and its parts do not run through each other, or if there are no such points.
double inside_agreement(const Mesh& mesh);

/// Makes a mesh of views and compares it with the truth by the paper's protocol, with the surfaces' true depth.
///
/// \param source  what the views come from, see reconstruct_mesh.
/// \return nothing if it was stopped.
/// \throws InputError if the views give no mesh.
std::optional<MeshFigures> mesh_figures(const std::vector<ReconstructionView>& views, const TrueShape& truth,
                                        ReconstructionMethod method, const ViewSource& source = {},
                                        const Reporter& reporter = {});

}  // namespace syncdreamer
