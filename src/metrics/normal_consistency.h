#pragma once

#include <cstdint>
#include <vector>

#include "geometry/mesh.h"

namespace syncdreamer {

/// Random points of a surface and its normals there.
struct SurfaceSamples {
  std::vector<Vec3> points;
  std::vector<Vec3> normals;  ///< of the triangles, unit vectors
};

/// Points spread evenly over a surface; the same for the same seed. \throws InputError if the mesh has no surface.
SurfaceSamples sample_surface(const Mesh& mesh, int count, std::uint64_t seed = 0);

/// How well the directions of two surfaces agree: the mean over both surfaces' points of |cos| of the angle between the
/// normal there and that of the other surface's nearest point (Mescheder et al. 2019, section 4). 1 is best; surfaces
/// that have nothing to do with each other reach about one half.
double normal_consistency(const SurfaceSamples& truth, const SurfaceSamples& prediction);

}  // namespace syncdreamer
