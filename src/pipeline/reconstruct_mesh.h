#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/progress.h"
#include "geometry/mesh.h"
#include "pipeline/reconstruct_options.h"
#include "pipeline/view_source.h"
#include "reconstruct/reconstruction_view.h"
#include "reconstruct/view_agreement.h"
#include "reconstruct/visual_hull.h"

namespace syncdreamer {

/// A mesh and how it came about.
struct Reconstruction {
  ReconstructionMethod method = ReconstructionMethod::automatic;  ///< that was used, never `automatic`
  Mesh mesh;          ///< textured, cut open along its charts, in the frame of the cameras
  Mesh colored_mesh;  ///< the same surface with vertex colours, before it was cut into charts
  VisualHull hull;    ///< of the masks of the used views; its grid is empty where they have no body in common
  std::vector<ViewAgreement> agreements;           ///< of the mesh and the views
  std::optional<ViewAgreement> picture_agreement;  ///< of the mesh and the source's picture, if there is one
  bool has_picture_colors = false;                 ///< whether that picture coloured what it shows
  std::vector<int> used_views, empty_views;        ///< by number; empty ones show nothing and were left out
  std::size_t num_components = 0, num_dropped_components = 0;
  bool watertight = false;  ///< of colored_mesh, as the number of components and Euler's number
  std::int64_t euler_number = 0;
  std::vector<std::pair<std::string, double>> losses;   ///< at the end of a fit, by name
  std::vector<std::pair<std::string, double>> seconds;  ///< by stage, in order

  /// Used views whose silhouettes contradict the others', by number.
  std::vector<int> disagreeing_views() const;
};

/// The surface of the object that the views show. Objects are expected in the unit cube around the origin.
///
/// Views that show nothing are left out and views that disagree with the others reported, both with a warning. Where
/// the fit explains the silhouettes much worse than the visual hull, as with very thin objects, the hull is taken.
/// keep_needed_parts says which parts of the surface stay; parts that are seen and left out are warned of.
///
/// \param source  What the views come from. With the method `volume` the surface is that of its volume; where that has
///                no object, or with `automatic` much less of what the views show than they have in common, the views
///                are fitted instead, with a warning. Its picture completes that volume, see fill_silhouette, and
///                colours what it shows unless the mesh's silhouette differs much from its own, which is warned of.
/// \return nothing if it was stopped.
/// \throws InputError if views from fewer than three places show anything; ContradictoryViewsError if a surface is to
/// be made of views that have no object in common.
std::optional<Reconstruction> reconstruct_mesh(const std::vector<ReconstructionView>& views,
                                               const ReconstructOptions& options, const Reporter& reporter,
                                               const ViewSource& source = {});

}  // namespace syncdreamer
