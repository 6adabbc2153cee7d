#pragma once

#include <optional>
#include <vector>

#include "geometry/mesh.h"
#include "reconstruct/reconstruction_view.h"

namespace syncdreamer {

/// How the frame of given cameras becomes that of the object: `object = (world - centre) * scale`.
struct ObjectPlacement {
  Vec3 centre{};
  double scale = 1;
};

/// What the user is told whose cameras were moved.
inline constexpr const char* kObjectWasMoved =
    "the object reaches out of the unit cube around the origin, or is small in it: the cameras' positions were "
    "moved and scaled";

/// Moves and scales the cameras' positions such that the object fills the unit cube around the origin, where much of
/// what the views show lies outside of it, or where the object is small in it.
///
/// A part that reaches out of the cube may hide before or behind it in every view; it does not hide where no body in
/// the cube explains the silhouettes as well as one that may reach farther. The object is sought where the rays through
/// the middles of its silhouettes meet, and is then as large as its visual hull.
///
/// \return nothing, with nothing moved, if the object is in the cube already, or if the views do not say where it is.
std::optional<ObjectPlacement> bring_into_unit_cube(std::vector<ReconstructionView>& views);

/// Brings a mesh of the object back into the frame that the cameras had.
void bring_back(Mesh& mesh, const ObjectPlacement& placement);

}  // namespace syncdreamer
