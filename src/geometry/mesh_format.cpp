#include "geometry/mesh_format.h"

#include <algorithm>
#include <array>

#include "core/lower_case.h"

namespace syncdreamer {
namespace {

constexpr auto kFormats = std::to_array<MeshFormat>({
    {.extension = ".glb", .is_up_sure = true},
    {.extension = ".gltf", .is_up_sure = true},
    {.extension = ".fbx", .is_up_sure = true},
    {.extension = ".dae", .is_up_sure = true},
    {.extension = ".stl", .up = FormatUp::z, .has_materials = false},
    {.extension = ".ply", .up = FormatUp::z, .has_materials = false},
    {.extension = ".off", .has_materials = false},
    {.extension = ".3mf", .up = FormatUp::z},
    {.extension = ".amf", .up = FormatUp::z},
    {.extension = ".3ds", .up = FormatUp::z_turned_by_assimp, .is_up_sure = true},
    {.extension = ".prj", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".ase", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".ask", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".dxf", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".stp", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".step", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".ifc", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".ifczip", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".iqm", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".md3", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".mdc", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".md5mesh", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".mdl", .up = FormatUp::z_turned_by_assimp},
    {.extension = ".blend", .is_read = false},
    {.extension = ".x3d", .is_read = false},
    {.extension = ".x3db", .is_read = false},
});

}  // namespace

MeshFormat mesh_format_of(const std::filesystem::path& path) {
  const auto* const found = std::ranges::find(kFormats, lower_extension(path), &MeshFormat::extension);
  return found == kFormats.end() ? MeshFormat() : *found;
}

std::string lower_extension(const std::filesystem::path& path) {
  return lower_case(path.extension().string());
}

bool is_obj_file(const std::filesystem::path& path) {
  return lower_extension(path) == ".obj";
}

bool is_ply_file(const std::filesystem::path& path) {
  return lower_extension(path) == ".ply";
}

bool is_gltf_file(const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  return extension == ".glb" || extension == ".gltf";
}

}  // namespace syncdreamer
