#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/progress.h"
#include "geometry/mesh.h"
#include "render/pattern.h"
#include "render/raytracer.h"
#include "render/texture.h"

namespace syncdreamer {

/// A mesh with everything that its surface needs, decoded. `textures` and `patterns` are as long as the mesh's
/// materials; a pattern replaces the material's colour.
struct SceneObject {
  Mesh mesh;
  std::vector<std::shared_ptr<const Texture>> textures;
  std::vector<std::optional<Pattern>> patterns;
};

/// Takes out the triangles whose material is wholly transparent, as that of helpers and of planes that catch shadows,
/// unless there are no others.
void remove_clear_triangles(Mesh& mesh);

/// Decodes the mesh's textures; one that cannot be read is reported as a warning and left out. A mesh without materials
/// gets one, see-through materials that cover most of the mesh become opaque, and textures whose alpha would hide all
/// of it, with a warning.
SceneObject make_scene_object(Mesh mesh, const Reporter& reporter = {});

/// Whether a triangle reaches its material's cutoff of opacity anywhere, as far as many places spread over it tell.
bool is_visible(const SceneObject& object, std::size_t triangle);

/// A point of a surface as a ray meets it.
struct SurfacePoint {
  Vec3 position{};
  Vec3 geometric_normal{};  ///< unit, on the ray's side
  Vec3 shading_normal{};    ///< unit, interpolated, on the ray's side
  Vec3 albedo{};            ///< linear, 0 to 1
  double distance = 0;      ///< along the ray
};

/// An object ready for ray tracing. Not changed after construction, so several threads may trace rays at once.
class Scene {
 public:
  /// \param texel_size  size of a sample on the object's surface, object units: chooses the resolution of the textures'
  ///                    colours.
  explicit Scene(SceneObject object, double texel_size = 0);
  Scene(const Scene&) = delete;  // the tracer asks the object what can be seen through
  Scene& operator=(const Scene&) = delete;

  /// The nearest surface along the ray whose opacity reaches its material's cutoff, or nothing.
  std::optional<SurfacePoint> trace(Vec3 origin, Vec3 direction) const;

  const Mesh& mesh() const { return object_.mesh; }

 private:
  Vec3 albedo_at(const RayHit& hit, Vec3 position) const;
  Vec3 shading_normal(const RayHit& hit) const;
  void choose_texture_levels(double texel_size);

  SceneObject object_;
  RayTracer tracer_;
  std::vector<Vec3> material_albedo_;        ///< linear
  std::vector<Vec3> vertex_albedo_;          ///< linear, or empty
  std::vector<signed char> texture_levels_;  ///< per triangle, or empty
};

}  // namespace syncdreamer
