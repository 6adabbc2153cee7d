#include "reconstruct/mesh_writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/byte_order.h"
#include "core/error.h"
#include "core/files.h"
#include "core/number_stream.h"
#include "geometry/disjoint_sets.h"
#include "geometry/srgb.h"
#include "image/image.h"
#include "reconstruct/glb_builder.h"

namespace syncdreamer {
namespace {

/// Puts a material's texture into it. \throws InputError if the file cannot be read, or is another kind of picture.
void take_in_texture(Material& material) {
  if (material.texture_bytes.empty() && !material.texture_file.empty())
    material.texture_bytes = read_file(material.texture_file);
  if (!material.texture_bytes.empty()) check_texture(material);
}

/// The mesh with normals and one material.
Mesh completed(Mesh mesh) {
  check_mesh(mesh);
  check(!mesh.empty(), "mesh writer: the mesh is empty");
  check(mesh.materials.size() <= 1, "mesh writer: expected at most one material");
  if (mesh.normals.empty()) compute_normals(mesh);
  for (Vec3& normal : mesh.normals) normal = normalized_or(normal, {0, 0, 1});
  if (mesh.materials.empty()) mesh.materials.emplace_back();
  if (mesh.materials[0].name.empty()) mesh.materials[0].name = "surface";
  return mesh;
}

/// The same, y up, with its texture in it.
Mesh completed_with_texture(Mesh mesh) {
  mesh = completed(std::move(mesh));
  if (!mesh.uvs.empty()) take_in_texture(mesh.materials[0]);
  turn_z_up_to_y_up(mesh);
  return mesh;
}

bool has_texture(const Mesh& mesh) {
  return !mesh.uvs.empty() && !mesh.materials[0].texture_bytes.empty();
}

void write_numbers(std::ostream& text, const Vec3& v) {
  text << v.x << ' ' << v.y << ' ' << v.z;
}

std::string material_text(const Mesh& mesh, const std::string& picture) {
  std::ostringstream text = number_stream(9);
  text << "newmtl surface\nKa 0 0 0\nKs 0 0 0\nillum 1\nKd ";
  if (has_texture(mesh)) {
    text << "1 1 1\nmap_Kd " << picture << '\n';
    return text.str();
  }
  const Vec3 color = mesh.colors.empty() ? mesh.materials[0].color : Vec3{1, 1, 1};  // which vertex colours multiply
  write_numbers(text, linear_from_srgb(color));
  text << '\n';
  return text.str();
}

/// Vertices that lie at one place and that triangles on both sides of an edge have, joined: what differs between them
/// is their texture alone. Where solids only touch along an edge, four triangles meet and tell nothing.
DisjointSets joined_at_seams(const Mesh& mesh) {
  std::map<std::array<double, 3>, std::size_t> number_of_place;
  std::vector<std::size_t> places;
  for (const auto& [x, y, z] : mesh.vertices)
    places.push_back(number_of_place.try_emplace({x, y, z}, number_of_place.size()).first->second);
  using Ends = std::array<std::size_t, 2>;  // vertices, that of the lower place first
  std::map<Ends, std::vector<Ends>> ends_of_edge;
  for (const auto& triangle : mesh.triangles) {
    for (std::size_t k = 0; k < 3; ++k) {
      Ends ends{triangle[k], triangle[(k + 1) % 3]};
      if (places[ends[0]] > places[ends[1]]) std::swap(ends[0], ends[1]);
      ends_of_edge[{places[ends[0]], places[ends[1]]}].push_back(ends);
    }
  }
  DisjointSets joined(mesh.vertices.size());
  for (const auto& [edge, ends] : ends_of_edge) {
    if (ends.size() != 2) continue;
    for (std::size_t k = 0; k < 2; ++k) joined.join(ends[0][k], ends[1][k]);
  }
  return joined;
}

/// The vertices of a mesh as an OBJ file has them, which tells coordinates of textures apart from places: seams of a
/// texture are no openings. Without a texture, vertices differ in colour, and each is one.
struct SharedVertices {
  std::vector<std::size_t> first;      ///< the first one of each in the mesh
  std::vector<std::size_t> of_vertex;  ///< the number in `first` of each one of the mesh

  explicit SharedVertices(const Mesh& mesh) {
    DisjointSets joined = has_texture(mesh) ? joined_at_seams(mesh) : DisjointSets(mesh.vertices.size());
    std::map<std::size_t, std::size_t> number_of_root;
    for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
      const auto [number, is_new] = number_of_root.try_emplace(joined.root(i), first.size());
      of_vertex.push_back(number->second);
      if (is_new) first.push_back(i);
    }
  }
};

std::string obj_text(const Mesh& mesh, const std::string& material_file) {
  std::ostringstream text = number_stream(9);
  text << "mtllib " << material_file << "\no " << kObjectName << "\nusemtl surface\n";
  const bool textured = has_texture(mesh), colored = !textured && !mesh.colors.empty();
  const SharedVertices shared(mesh);
  for (const std::size_t i : shared.first) {
    text << "v ";
    write_numbers(text, mesh.vertices[i]);
    if (colored) write_numbers(text << ' ', mesh.colors[i]);
    text << '\n';
  }
  for (const Vec3& normal : mesh.normals) {
    text << "vn ";
    write_numbers(text, normal);
    text << '\n';
  }
  if (textured) {
    for (const auto& uv : mesh.uvs) text << "vt " << uv[0] << ' ' << uv[1] << '\n';
  }
  for (const auto& t : mesh.triangles) {
    text << 'f';
    for (const std::uint32_t i : t) {
      text << ' ' << shared.of_vertex[i] + 1 << '/';
      if (textured) text << i + 1;
      text << '/' << i + 1;
    }
    text << '\n';
  }
  return text.str();
}

std::string ply_header(const Mesh& mesh) {
  std::string header = "ply\nformat binary_little_endian 1.0\nelement vertex " + std::to_string(mesh.vertices.size());
  for (const char* name : {"x", "y", "z", "nx", "ny", "nz"}) header += std::string("\nproperty float ") + name;
  for (const char* name : {"red", "green", "blue"}) header += std::string("\nproperty uchar ") + name;
  return header + "\nelement face " + std::to_string(mesh.triangles.size()) +
         "\nproperty list uchar int vertex_indices\nend_header\n";
}

}  // namespace

std::string encode_glb(const Mesh& mesh) {
  return glb_bytes(completed_with_texture(mesh));
}

void write_glb(const std::filesystem::path& path, const Mesh& mesh) {
  write_file(path, encode_glb(mesh));
}

void write_obj(const std::filesystem::path& path, const Mesh& mesh) {
  const Mesh turned = completed_with_texture(mesh);
  std::filesystem::path picture = path, material = path;
  picture.replace_extension(has_texture(turned) ? texture_extension(turned.materials[0]) : ".png");
  material.replace_extension(".mtl");
  check(path != picture && path != material, "write_obj: the mesh would have the name of its texture or material");
  if (has_texture(turned)) write_file(picture, turned.materials[0].texture_bytes);
  write_file(material, material_text(turned, picture.filename().string()));
  write_file(path, obj_text(turned, material.filename().string()));
}

std::string encode_ply(const Mesh& mesh) {
  const Mesh whole = completed(mesh);
  std::string bytes = ply_header(whole);
  const std::size_t begin = bytes.size();
  for (std::size_t i = 0; i < whole.vertices.size(); ++i) {
    append_floats(bytes, whole.vertices[i]);
    append_floats(bytes, whole.normals[i]);
    const Vec3 color = whole.colors.empty() ? whole.materials[0].color : whole.colors[i];
    for (int c = 0; c < 3; ++c) bytes.push_back(static_cast<char>(byte_from_unit(color[c])));
  }
  // Readers that take a line feed here for a part of the header lose a byte; the lowest bit of a float is no loss.
  if (bytes.size() > begin && bytes[begin] == '\n') bytes[begin] = '\v';
  for (const auto& t : whole.triangles) {
    bytes.push_back(3);
    for (const std::uint32_t i : t) append_little_endian(bytes, i);
  }
  return bytes;
}

void write_ply(const std::filesystem::path& path, const Mesh& mesh) {
  write_file(path, encode_ply(mesh));
}

}  // namespace syncdreamer
