#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geometry/linear.h"

namespace syncdreamer {

/// What a picture shows beyond its edges.
enum class TextureWrap { repeat, clamp, mirror };

/// How a part of a mesh looks: a diffuse colour, times a picture if there is one.
struct Material {
  std::string name;
  Vec3 color{0.8, 0.8, 0.8};           ///< sRGB-coded, 0 to 1
  double opacity = 1;                  ///< 0 to 1
  double alpha_cutoff = 0.5;           ///< less opacity is seen through; 0 where opacity says nothing
  std::filesystem::path texture_file;  ///< empty if there is none
  std::string texture_bytes;           ///< an encoded picture (PNG, JPEG) held by the model file itself, or empty
  std::array<TextureWrap, 2> texture_wrap{};  ///< along u and v
  bool texture_replaces_color = false;        ///< otherwise they multiply
};

/// The numbers of its vertices.
using Triangle = std::array<std::uint32_t, 3>;

/// The value of a vertex attribute in a triangle, at these weights of its second and third corner.
inline Vec3 value_in(const std::vector<Vec3>& attribute, const Triangle& triangle, double b, double c) {
  return attribute[triangle[0]] * (1 - b - c) + attribute[triangle[1]] * b + attribute[triangle[2]] * c;
}

/// A triangle mesh. The vectors of attributes are empty or as long as what they describe.
struct Mesh {
  std::vector<Vec3> vertices;
  std::vector<Vec3> normals;               ///< unit vectors, per vertex
  std::vector<std::array<double, 2>> uvs;  ///< per vertex; v points up in the picture
  std::vector<Vec3> colors;                ///< per vertex, sRGB-coded, 0 to 1
  std::vector<Triangle> triangles;
  std::vector<std::uint32_t> triangle_materials;  ///< per triangle, index of `materials`
  std::vector<Material> materials;

  bool empty() const { return triangles.empty(); }
};

/// \throws std::logic_error for a mesh that contradicts itself: an attribute of another length than what it describes,
/// a vertex that is not finite, or a triangle that names a vertex or a material that there is not.
void check_mesh(const Mesh& mesh);

/// \throws std::logic_error for a triangle that names a vertex that there is not.
void check_triangles(const Mesh& mesh);

/// An axis-aligned box; empty if `min` exceeds `max`.
struct Box {
  Vec3 min{1e300, 1e300, 1e300};
  Vec3 max{-1e300, -1e300, -1e300};

  void add(Vec3 point);
  Vec3 size() const { return max - min; }
  Vec3 centre() const { return (min + max) * 0.5; }
  double longest_side() const;
  double shortest_side() const;
  bool empty() const { return min.x > max.x; }
};

/// Where a ray from `origin` on enters and leaves a box, in lengths of `direction`; nothing if it misses it.
std::optional<std::array<double, 2>> ray_interval(const Box& box, Vec3 origin, Vec3 direction);

/// The box of all vertices that a triangle uses.
Box bounding_box(const Mesh& mesh);

/// Multiplies every vertex by `linear` and turns the normals accordingly.
void transform(Mesh& mesh, const Mat3& linear);

/// Moves and scales the mesh so that its bounding box is centred at the origin and its longest side is 1.
///
/// \throws InputError if the mesh has no extent.
void fit_to_unit_box(Mesh& mesh);

/// Turns +y up into +z up: (x, y, z) becomes (x, -z, y).
void turn_y_up_to_z_up(Mesh& mesh);

/// Turns +z up into +y up: (x, y, z) becomes (x, z, -y).
void turn_z_up_to_y_up(Mesh& mesh);

/// The normal of a triangle, as long as twice its area.
Vec3 area_normal(const Mesh& mesh, const Triangle& triangle);

/// The vertices and triangles of both, nothing else.
Mesh joined_shapes(const Mesh& a, const Mesh& b);

/// Takes out the triangles whose index `is_removed` accepts; the others keep their order. \return how many went.
std::size_t remove_triangles(Mesh& mesh, const std::function<bool(std::size_t)>& is_removed);

/// Takes out broken triangles, which name missing vertices or hold a coordinate that is not finite or larger than 1e15,
/// and those that have no area, as at the poles of spheres; makes such coordinates 0, and normals, texture coordinates
/// and colours finite. \return how many broken triangles were taken out.
std::size_t remove_broken_triangles(Mesh& mesh);

/// Area-weighted vertex normals.
void compute_normals(Mesh& mesh);

}  // namespace syncdreamer
