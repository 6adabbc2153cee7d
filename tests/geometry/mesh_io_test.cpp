#include "geometry/mesh_io.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "geometry/srgb.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct MeshIo : testing::Test {
  TemporaryFolder folder;
  std::vector<std::string> warnings;
  Reporter reporter{.on_warning = [this](std::string_view sentence) { warnings.emplace_back(sentence); }};

  Mesh read(const std::string& name, const std::string& text, UpAxis up = UpAxis::by_format) {
    write_file(folder / name, text);
    return read_mesh(folder / name, up, reporter);
  }
};

constexpr const char* kQuad = "v 0 0 0\nv 2 0 0\nv 2 1 0\nv 0 1 0\nf 1 2 3 4\n";

TEST_F(MeshIo, obj_is_y_up_and_polygons_become_triangles) {
  const Mesh mesh = read("quad.obj", kQuad);
  EXPECT_EQ(mesh.triangles.size(), 2u);
  EXPECT_NEAR(bounding_box(mesh).size().z, 1, 1e-6);
  EXPECT_NEAR(bounding_box(mesh).size().y, 0, 1e-6);
  EXPECT_EQ(mesh.normals.size(), mesh.vertices.size()) << "missing normals are made";
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(MeshIo, materials_that_no_triangle_has_are_left_out) {
  write_file(folder / "a.mtl", "newmtl red\nKd 1 0 0\nnewmtl green\nKd 0 1 0\nnewmtl blue\nKd 0 0 1\n");
  const std::string corners = "mtllib a.mtl\nv 0 0 0\nv 2 0 0\nv 2 1 0\nv 0 1 0\n";
  const Mesh mesh = read("a.obj", corners + "usemtl blue\nf 1 2 3\nusemtl red\nf 1 3 4\n");
  ASSERT_EQ(mesh.materials.size(), 2U);
  std::vector<std::string> names;
  for (const std::uint32_t material : mesh.triangle_materials) names.push_back(mesh.materials[material].name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("blue", "red"));
}

TEST_F(MeshIo, up_axis_can_be_chosen) {
  EXPECT_NEAR(bounding_box(read("quad.obj", kQuad, UpAxis::z)).size().y, 1, 1e-6);
}

TEST_F(MeshIo, stl_is_z_up) {
  const Mesh mesh = read("one.stl",
                         "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 0 3\nendloop\n"
                         "endfacet\nendsolid a\n");
  EXPECT_NEAR(bounding_box(mesh).size().z, 3, 1e-6);
}

TEST_F(MeshIo, amf_is_z_up) {
  const auto vertex = [](const std::string& x, const std::string& y, const std::string& z) {
    return "<vertex><coordinates><x>" + x + "</x><y>" + y + "</y><z>" + z + "</z></coordinates></vertex>";
  };
  const Mesh mesh =
      read("one.amf", "<?xml version=\"1.0\"?><amf unit=\"meter\"><object id=\"1\"><mesh><vertices>" +
                          vertex("0", "0", "0") + vertex("1", "0", "0") + vertex("0", "0", "3") +
                          "</vertices><volume><triangle><v1>0</v1><v2>1</v2><v3>2</v3></triangle></volume></mesh>"
                          "</object></amf>");
  EXPECT_NEAR(bounding_box(mesh).size().z, 3, 1e-6);
}

/// A chunk of a 3DS file.
std::string chunk_3ds(int id, const std::string& data) {
  const std::size_t size = data.size() + 6;
  std::string text;
  for (const int byte : {id & 255, id >> 8}) text += static_cast<char>(byte);
  for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(size >> shift & 255);
  return text + data;
}

template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

/// A 3DS file of a triangle, 1 wide along x and 3 along z. \param materials  chunks of such.
std::string file_of_3ds(const std::string& materials = "") {
  const std::string count = bytes_of(std::vector<std::uint16_t>{3});
  const std::string vertices = chunk_3ds(0x4110, count + bytes_of(std::vector<float>{0, 0, 0, 1, 0, 0, 0, 0, 3}));
  const std::string faces = chunk_3ds(0x4120, bytes_of(std::vector<std::uint16_t>{1, 0, 1, 2, 0}));
  const std::string object = chunk_3ds(0x4000, std::string("one\0", 4) + chunk_3ds(0x4100, vertices + faces));
  return chunk_3ds(0x4D4D, chunk_3ds(0x3D3D, materials + object));
}

TEST_F(MeshIo, files_of_3ds_are_z_up) {
  for (const UpAxis up : {UpAxis::by_format, UpAxis::z})
    EXPECT_NEAR(length(bounding_box(read("one.3ds", file_of_3ds(), up)).size() - Vec3{1, 0, 3}), 0, 1e-6);
  EXPECT_NEAR(length(bounding_box(read("one.3DS", file_of_3ds(), UpAxis::y)).size() - Vec3{1, 3, 0}), 0, 1e-6);
}

TEST_F(MeshIo, a_turned_texture_is_a_warning_where_the_format_does_not_say_about_which_point) {
  write_file(folder / "a.png", "not a picture, but a file");
  const std::string leaf = chunk_3ds(0xA000, std::string("leaf\0", 5));
  const std::string picture = chunk_3ds(0xA300, std::string("a.png\0", 6));
  const std::string turn = chunk_3ds(0xA35C, bytes_of(std::vector<float>{30}));  // degrees
  read("one.3ds", file_of_3ds(chunk_3ds(0xAFFF, leaf + chunk_3ds(0xA200, picture + turn))));
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("'leaf' is turned, which is left out with its offset and scale")));
}

/// A COLLADA file of a triangle, 1 wide along x, 2 along y and 3 along z.
std::string collada(const std::string& up_axis) {
  std::string axes;
  for (const char* name : {"X", "Y", "Z"}) axes += std::string("<param name=\"") + name + "\" type=\"float\"/>";
  return R"(<?xml version="1.0"?><COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1"><asset>)"
         "<up_axis>" +
         up_axis +
         R"(</up_axis></asset><library_geometries><geometry id="g"><mesh><source id="p"><float_array id="a" count="9">)"
         R"(1 0 0 0 2 0 0 0 3</float_array><technique_common><accessor source="#a" count="3" stride="3">)" +
         axes +
         R"(</accessor></technique_common></source>)"
         R"(<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>)"
         R"(<triangles count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles></mesh>)"
         R"(</geometry></library_geometries><library_visual_scenes><visual_scene id="s"><node id="n">)"
         R"(<instance_geometry url="#g"/></node></visual_scene></library_visual_scenes><scene>)"
         R"(<instance_visual_scene url="#s"/></scene></COLLADA>)";
}

TEST_F(MeshIo, collada_says_which_axis_is_up_unless_the_user_does) {
  const auto size = [&](const std::string& axis, UpAxis up) {
    return bounding_box(read("one.dae", collada(axis), up)).size();
  };
  const Vec3 as_it_is{1, 2, 3}, raised{1, 3, 2};
  EXPECT_NEAR(length(size("Z_UP", UpAxis::by_format) - as_it_is), 0, 1e-6);
  EXPECT_NEAR(length(size("Y_UP", UpAxis::by_format) - raised), 0, 1e-6);
  for (const std::string axis : {"Y_UP", "Z_UP"}) {
    EXPECT_NEAR(length(size(axis, UpAxis::z) - as_it_is), 0, 1e-6) << axis;
    EXPECT_NEAR(length(size(axis, UpAxis::y) - raised), 0, 1e-6) << axis;
  }
}

TEST_F(MeshIo, files_of_dxf_are_z_up_unless_the_user_says_otherwise) {
  std::string face = "0\nSECTION\n2\nENTITIES\n0\n3DFACE\n8\n0\n";
  const std::vector<std::array<const char*, 3>> corners{{"0", "0", "0"}, {"1", "0", "0"}, {"0", "0", "3"}};
  for (std::size_t i = 0; i < 4; ++i) {  // the last one twice
    for (std::size_t axis = 0; axis < 3; ++axis)
      face += std::to_string(10 * (axis + 1) + i) + "\n" + corners[std::min<std::size_t>(i, 2)].at(axis) + "\n";
  }
  face += "0\nENDSEC\n0\nEOF\n";
  for (const UpAxis up : {UpAxis::by_format, UpAxis::z})
    EXPECT_NEAR(length(bounding_box(read("one.dxf", face, up)).size() - Vec3{1, 0, 3}), 0, 1e-6);
  EXPECT_NEAR(length(bounding_box(read("one.dxf", face, UpAxis::y)).size() - Vec3{1, 3, 0}), 0, 1e-6);
}

TEST_F(MeshIo, fbx_says_which_axis_is_up) {
  // The axes that are up, in front and to the right, each with its sign.
  const auto size = [&](const std::array<int, 6>& axes) {
    std::string settings;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      static constexpr std::array kNames{"UpAxis",        "UpAxisSign", "FrontAxis",
                                         "FrontAxisSign", "CoordAxis",  "CoordAxisSign"};
      settings +=
          "\t\tP: \"" + std::string(kNames.at(i)) + R"(", "int", "Integer", "",)" + std::to_string(axes.at(i)) + "\n";
    }
    const Mesh mesh = read("one.fbx",
                           "; FBX 7.4.0 project file\nFBXHeaderExtension:  {\n\tFBXVersion: 7400\n}\n"
                           "GlobalSettings:  {\n\tProperties70:  {\n" +
                               settings +
                               "\t}\n}\nObjects:  {\n\tGeometry: 2, \"Geometry::one\", \"Mesh\" {\n"
                               "\t\tVertices: *9 {\n\t\t\ta: 1,0,0,0,2,0,0,0,3\n\t\t}\n"
                               "\t\tPolygonVertexIndex: *3 {\n\t\t\ta: 0,1,-3\n\t\t}\n\t}\n"
                               "\tModel: 3, \"Model::one\", \"Mesh\" {\n\t\tVersion: 232\n\t}\n}\n"
                               "Connections:  {\n\tC: \"OO\",3,0\n\tC: \"OO\",2,3\n}\n");
    return bounding_box(mesh).size();
  };
  EXPECT_NEAR(length(size({2, 1, 1, -1, 0, 1}) - Vec3{1, 2, 3}), 0, 1e-6) << "z up, as 3ds Max has it";
  EXPECT_NEAR(length(size({1, 1, 2, 1, 0, 1}) - Vec3{1, 3, 2}), 0, 1e-6) << "y up, as Maya has it";
}

TEST_F(MeshIo, vertex_colours_come_as_they_are) {
  const Mesh bare = read("bare.obj", "v 0 0 0 1 0 0\nv 1 0 0 1 0 0\nv 0 1 0 1 0 0\nf 1 2 3\n");
  EXPECT_NEAR(bare.colors.at(0).x, 1, 1e-6);
  EXPECT_EQ(bare.materials.at(bare.triangle_materials.at(0)).color, (Vec3{1, 1, 1}));
  const Mesh mesh = read("one.off", "COFF\n3 1 0\n0 0 0 255 0 0 255\n1 0 0 255 0 0 255\n0 1 0 255 0 0 255\n3 0 1 2\n");
  EXPECT_NEAR(mesh.colors.at(0).x, 1, 1e-6);
  EXPECT_EQ(mesh.materials.at(mesh.triangle_materials.at(0)).color, (Vec3{1, 1, 1}));
}

TEST_F(MeshIo, what_has_no_colour_is_grey_so_that_light_shows_its_shape) {
  const auto ply = [](const std::string& more, const std::string& color) {
    std::string text =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n" + more +
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n";
    for (const char* point : {"0 0 0", "1 0 0", "0 1 0"}) text += point + color + "\n";
    return text + "3 0 1 2\n";
  };
  const auto color = [](const Mesh& mesh) { return mesh.materials.at(mesh.triangle_materials.at(0)).color; };
  EXPECT_EQ(color(read("plain.ply", ply("", ""))), Material().color);
  for (const std::string prefix : {"", "diffuse_"}) {  // old scans have the latter
    std::string channels;
    for (const char* name : {"red", "green", "blue"}) channels.append("property uchar " + prefix + name + "\n");
    const Mesh painted = read("painted.ply", ply(channels, " 255 0 0"));
    EXPECT_NEAR(color(painted).x, 1, 1e-6);
    ASSERT_FALSE(painted.colors.empty()) << prefix;
    EXPECT_EQ(painted.colors[0], (Vec3{1, 0, 0}));
  }
  write_file(folder / "a.mtl", "newmtl DefaultMaterial\nKd 1 0 0\n");
  const Mesh red = read("a.obj", "mtllib a.mtl\nusemtl DefaultMaterial\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  EXPECT_NEAR(color(red).y, 0, 1e-6) << "a name like Assimp's own is no reason";
  const Mesh both =
      read("a.obj", "mtllib a.mtl\nusemtl DefaultMaterial\nv 0 0 0 1 1 1\nv 1 0 0 1 1 1\nv 0 1 0 1 1 1\nf 1 2 3\n");
  EXPECT_NEAR(color(both).y, 0, 1e-6) << "nor beside colours of vertices";
}

TEST_F(MeshIo, materials_bring_linear_colours_and_textures) {
  write_file(folder / "a.mtl", "newmtl red\nKd 1 0.2140411 0\nnewmtl leaf\nKd 0.1 0.1 0.1\nmap_Kd leaf.png\n");
  write_file(folder / "leaf.png", "not a picture, but a file");
  const Mesh mesh = read("a.obj",
                         "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvt 0 0\nusemtl red\nf 1 2 3\n"
                         "usemtl leaf\nf 1/1 2/1 4/1\n");
  ASSERT_EQ(mesh.triangle_materials.size(), 2u);
  for (const std::uint32_t m : mesh.triangle_materials) {
    const Material& material = mesh.materials[m];
    if (material.name == "red") {
      EXPECT_NEAR(material.color.y, 0.5, 1e-3);
    } else {
      EXPECT_EQ(material.texture_file.filename(), "leaf.png");
      EXPECT_TRUE(material.texture_replaces_color);
      EXPECT_NEAR(material.color.x, srgb_from_linear(0.1), 1e-6) << "in case that the picture cannot be read";
    }
  }
}

/// A triangle whose texture coordinates are 0 0, 1 0 and 0 1, or else 0 0, 0 1 and 0 0; `material` is that of the glTF
/// file.
std::string gltf(const std::string& material, const std::string& extension = "") {
  const std::string used = extension.empty() ? "" : R"("extensionsUsed":[")" + extension + R"("],)";
  return R"({"asset":{"version":"2.0"},)" + used +
         R"("scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
    "meshes":[{"primitives":[{"attributes":{"POSITION":0,"TEXCOORD_0":1,"TEXCOORD_1":2},"material":0}]}],
    "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]},
                 {"bufferView":1,"componentType":5126,"count":3,"type":"VEC2"},
                 {"bufferView":0,"componentType":5126,"count":3,"type":"VEC2"}],
    "bufferViews":[{"buffer":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":24}],
    "buffers":[{"byteLength":60,"uri":"data:application/octet-stream;base64,)"
         "AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAAAAAAAAAAAAAAAIA/AAAAAAAAAAAAAIA/"
         R"("}],"images":[{"uri":"a.png"}],"textures":[{"source":0}],"materials":[)" +
         material + "]}";
}

Material gltf_material(MeshIo& test, const std::string& text, const std::string& extension = "") {
  const Mesh mesh = test.read("a.gltf", gltf(text, extension));
  return mesh.materials.at(mesh.triangle_materials.at(0));
}

TEST_F(MeshIo, gltf_colours_come_from_either_model_of_reflection) {
  const Material rough = gltf_material(*this, R"({"pbrMetallicRoughness":{"baseColorFactor":[1,0,0.2140411,1]}})");
  EXPECT_NEAR(rough.color.y, 0, 1e-6);
  EXPECT_NEAR(rough.color.z, 0.5, 1e-3);
  const std::string name = "KHR_materials_pbrSpecularGlossiness";
  const Material glossy =
      gltf_material(*this, R"({"extensions":{")" + name + R"(":{"diffuseFactor":[0,1,0,1]}}})", name);
  EXPECT_NEAR(glossy.color.x, 0, 1e-6);
  EXPECT_NEAR(glossy.color.y, 1, 1e-6);
}

TEST_F(MeshIo, black_materials_have_the_colour_that_they_emit) {
  write_file(folder / "a.png", "not a picture, but a file");
  const std::string black = R"({"pbrMetallicRoughness":{"baseColorFactor":[0,0,0,1]},)";
  const Material shining =
      gltf_material(*this, black + R"("emissiveFactor":[1,0,0.2140411],"emissiveTexture":{"index":0}})");
  EXPECT_NEAR(shining.color.x, 1, 1e-6);
  EXPECT_NEAR(shining.color.z, 0.5, 1e-3);
  EXPECT_EQ(shining.texture_file.filename(), "a.png");
  const Material lit =
      gltf_material(*this, R"({"pbrMetallicRoughness":{"baseColorFactor":[0,1,0,1]},"emissiveFactor":[1,0,0]})");
  EXPECT_NEAR(lit.color.x, 0, 1e-6);
  EXPECT_NEAR(lit.color.y, 1, 1e-6);
}

TEST_F(MeshIo, gltf_says_whether_alpha_counts) {
  const std::string factor = R"({"pbrMetallicRoughness":{"baseColorFactor":[1,1,1,0.2]})";
  EXPECT_EQ(gltf_material(*this, factor + "}").alpha_cutoff, 0) << "opaque if nothing is said";
  EXPECT_EQ(gltf_material(*this, factor + R"(,"alphaMode":"BLEND"})").alpha_cutoff, 0.5);
  const Material mask = gltf_material(*this, factor + R"(,"alphaMode":"MASK","alphaCutoff":0.1})");
  EXPECT_NEAR(mask.alpha_cutoff, 0.1, 1e-6);
  EXPECT_NEAR(mask.opacity, 0.2, 1e-6);
}

TEST_F(MeshIo, gltf_textures_name_their_coordinates) {
  write_file(folder / "a.png", "not a picture, but a file");
  const auto largest_u = [&](const std::string& texture) {
    const Mesh mesh = read("a.gltf", gltf(R"({"pbrMetallicRoughness":{"baseColorTexture":)" + texture + "}}"));
    double largest = 0;
    for (const auto& uv : mesh.uvs) largest = std::max(largest, uv[0]);
    return largest;
  };
  EXPECT_EQ(largest_u(R"({"index":0})"), 1);
  EXPECT_EQ(largest_u(R"({"index":0,"texCoord":1})"), 0);
}

TEST_F(MeshIo, gltf_textures_may_be_moved_scaled_and_turned) {
  write_file(folder / "a.png", "not a picture, but a file");
  const auto read_with = [&](const std::string& transform) {
    return read("a.gltf", gltf(R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0,"extensions":{)"
                               R"("KHR_texture_transform":)" +
                                   transform + "}}}}",
                               "KHR_texture_transform"));
  };
  // In glTF v points down, so the corners (0, 0), (1, 0) and (0, 1) are (0, 1), (1, 1) and (0, 0) here.
  const Mesh mesh = read_with(R"({"offset":[0.5,0.125],"scale":[0.25,0.5]})");
  EXPECT_THAT(warnings, IsEmpty());
  ASSERT_EQ(mesh.uvs.size(), 3U);
  EXPECT_NEAR(mesh.uvs[0][0], 0.5, 1e-6);
  EXPECT_NEAR(mesh.uvs[0][1], 1 - 0.125, 1e-6);
  EXPECT_NEAR(mesh.uvs[1][0], 0.75, 1e-6);
  EXPECT_NEAR(mesh.uvs[2][1], 1 - 0.625, 1e-6);
  // The extension's own example: the lower left quadrant of the picture, turned clockwise by a quarter.
  const auto quarter = read_with(R"({"offset":[0,1],"rotation":1.57079632679,"scale":[0.5,0.5]})").uvs;
  EXPECT_NEAR(quarter.at(1)[1], 0.5, 1e-6);
  EXPECT_NEAR(quarter.at(2)[0], 0.5, 1e-6);
  const auto turned = read_with(R"({"offset":[0.3,0.2],"rotation":0.7,"scale":[0.5,0.25]})").uvs;
  EXPECT_NEAR(turned.at(1)[0], 0.3 + 0.5 * std::cos(0.7), 1e-6);
  EXPECT_NEAR(turned.at(1)[1], 1 - (0.2 - 0.5 * std::sin(0.7)), 1e-6);
  EXPECT_NEAR(turned.at(2)[0], 0.3 + 0.25 * std::sin(0.7), 1e-6);
  EXPECT_NEAR(turned.at(2)[1], 1 - (0.2 + 0.25 * std::cos(0.7)), 1e-6);
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(MeshIo, gltf_samplers_say_what_a_texture_shows_beyond_its_edges) {
  write_file(folder / "a.png", "not a picture, but a file");
  std::string text = gltf(R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}})");
  const std::string plain = R"("textures":[{"source":0}])";
  text.replace(text.find(plain), plain.size(),
               R"("samplers":[{"wrapS":33071,"wrapT":33648}],"textures":[{"source":0,"sampler":0}])");
  const Mesh mesh = read("a.gltf", text);
  const auto [along_u, along_v] = mesh.materials.at(mesh.triangle_materials.at(0)).texture_wrap;
  EXPECT_EQ(along_u, TextureWrap::clamp);
  EXPECT_EQ(along_v, TextureWrap::mirror);
}

TEST_F(MeshIo, gltf_files_that_would_be_read_wrongly_are_refused) {
  std::string text = gltf("{}");
  text.replace(text.find("\"scene\":0"), 9, R"("extensionsRequired":["KHR_mesh_quantization"],"scene":0)");
  EXPECT_THAT(refusal_of([&] { read("a.gltf", text); }), HasSubstr("KHR_mesh_quantization"));
}

TEST_F(MeshIo, gltf_names_of_textures_are_uris) {
  write_file(folder / "a b%.png", "not a picture, but a file");
  std::string text = gltf(R"({"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}})");
  text.replace(text.find("a.png"), 5, "a%20b%25.png");
  const Mesh mesh = read("a.gltf", text);
  EXPECT_THAT(warnings, IsEmpty());
  EXPECT_EQ(mesh.materials.at(mesh.triangle_materials.at(0)).texture_file.filename(), "a b%.png");
}

TEST_F(MeshIo, colours_that_are_no_numbers_are_black) {
  write_file(folder / "a.mtl", "newmtl odd\nKd nan 1 0\n");
  const Mesh mesh = read("a.obj", "mtllib a.mtl\nusemtl odd\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  const Vec3 color = mesh.materials.at(mesh.triangle_materials.at(0)).color;
  EXPECT_EQ(color.x, 0);
  EXPECT_NEAR(color.y, 1, 1e-6);
}

TEST_F(MeshIo, a_missing_file_of_materials_is_a_warning) {
  const std::string triangle = "\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
  for (const char* name : {"red.mtl", "light blue.mtl"}) write_file(folder / name, "newmtl red\nKd 1 0 0\n");
  for (const char* head : {"mtllib red.mtl ", "mtllib light blue.mtl", "mtllib light%20blue.mtl", "# mtllib gone.mtl",
                           "mtllib red.mtl red.mtl"})
    read("a.obj", head + triangle);
  EXPECT_THAT(warnings, IsEmpty());
  for (const char* head : {"o thing\nmtllib gone.mtl\r", "\xEF\xBB\xBFmtllib gone.mtl"}) read("a.obj", head + triangle);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("a.obj: the file of its materials 'gone.mtl' is"), HasSubstr("missing")));
}

TEST_F(MeshIo, a_picture_of_opacity_is_a_warning_unless_it_is_the_texture_s_own_alpha) {
  for (const char* name : {"leaf.png", "holes.png"}) write_file(folder / name, "not a picture, but a file");
  const auto warnings_of = [&](const std::string& opacity) {
    warnings.clear();
    write_file(folder / "a.mtl", "newmtl leaf\nmap_Kd leaf.png\nmap_d " + opacity + "\n");
    read("a.obj", "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl leaf\nf 1/1 2/1 3/1\n");
    return warnings;
  };
  EXPECT_THAT(warnings_of("leaf.png"), IsEmpty());
  EXPECT_THAT(warnings_of("holes.png"), ElementsAre(HasSubstr("the opacity in the texture 'holes.png' is left out")));
}

TEST_F(MeshIo, a_missing_texture_is_a_warning) {
  write_file(folder / "a.mtl", "newmtl leaf\nKd 1 1 1\nmap_Kd gone.png\n");
  const Mesh mesh = read("a.obj", "mtllib a.mtl\nusemtl leaf\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  EXPECT_EQ(mesh.triangles.size(), 1u);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("'gone.png' is missing")));
}

/// The material of a triangle whose material file has these lines.
Material obj_material(MeshIo& test, const std::string& lines) {
  write_file(test.folder / "a.mtl", "newmtl leaf\nKd 1 1 1\n" + lines);
  const Mesh mesh = test.read("a.obj", "mtllib a.mtl\nusemtl leaf\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
  return mesh.materials.at(mesh.triangle_materials.at(0));
}

TEST_F(MeshIo, textures_are_found_however_other_programs_write_their_names) {
  write_file(folder / "leaf.png", "not a picture, but a file");
  write_file(folder / "textures/bark.png", "not a picture, but a file");
  EXPECT_EQ(obj_material(*this, "map_Kd textures\\bark.png\n").texture_file, folder / "textures/bark.png");
  EXPECT_EQ(obj_material(*this, "map_Kd leaf.png  \n").texture_file, folder / "leaf.png") << "spaces behind it";
  EXPECT_EQ(obj_material(*this, "map_Kd C:/models/leaf.png\n").texture_file, folder / "leaf.png") << "beside the model";
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(MeshIo, opacities_are_at_most_one) {
  EXPECT_NEAR(obj_material(*this, "d 0.5\n").opacity, 0.5, 1e-6);
  EXPECT_EQ(obj_material(*this, "d 2\n").opacity, 1);
}

TEST_F(MeshIo, normals_that_are_missing_are_not_smoothed_over_sharp_edges) {
  const Mesh mesh = read("a.obj", "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 1 0 1\nv 1 1 1\nf 1 2 3 4\nf 2 5 6 3\n");
  ASSERT_EQ(mesh.triangles.size(), 4U);  // two squares that meet at a right angle
  for (const Triangle& triangle : mesh.triangles) {
    const Vec3 flat = normalized(area_normal(mesh, triangle));
    for (const std::uint32_t vertex : triangle) EXPECT_NEAR(std::abs(dot(mesh.normals[vertex], flat)), 1, 1e-6);
  }
}

TEST_F(MeshIo, broken_vertices_are_left_out_with_a_warning) {
  const Mesh mesh = read("a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv nan 0 0\nf 1 2 3\nf 1 2 4\nf 1 1 2\n");
  EXPECT_EQ(mesh.triangles.size(), 1u);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("left out 1 broken triangle")));
}

TEST_F(MeshIo, triangles_without_area_as_at_the_poles_of_spheres_are_left_out_silently) {
  const std::string vertices = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 0\n";
  EXPECT_EQ(read("a.obj", vertices + "f 1 2 3\nf 1 4 2\n").triangles.size(), 1u);
  EXPECT_THAT(warnings, IsEmpty());
  EXPECT_THAT(refusal_of([&] { read("a.obj", vertices + "f 1 4 2\n"); }), HasSubstr("holds no triangle with an area"));
}

TEST_F(MeshIo, coordinates_may_lack_the_digit_before_the_point) {
  const Mesh mesh = read("dots.obj", "v .1 .2 .3\nv -.5 0 0\nv .5 0 .25\nv 0 .75 0\nf 2 3 4\n");
  EXPECT_EQ(bounding_box(mesh).min.x, -0.5);
  EXPECT_EQ(bounding_box(mesh).max.x, 0.5);
  EXPECT_EQ(bounding_box(mesh).size().y + bounding_box(mesh).size().z, 1.0);
}

TEST_F(MeshIo, what_is_no_model_is_refused_by_name) {
  for (const char* text : {"", "hello", "v 1 2 3\n", "v nan nan nan\nf 1 1 1\n", "f 1 2 3\n"})
    EXPECT_THAT(refusal_of([&] { read("bad.obj", text); }), HasSubstr("bad.obj"));
  const auto refusal = [](const std::filesystem::path& path) { return refusal_of([&] { read_mesh(path); }); };
  EXPECT_THAT(refusal(folder / "none.obj"), HasSubstr("none.obj: no such file"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("is a folder, expected a 3-D model file"));
  std::filesystem::create_symlink("loop.obj", folder / "loop.obj");
  EXPECT_THAT(refusal(folder / "loop.obj"), HasSubstr("loop.obj: cannot be read: Too many levels of symbolic links"));
  EXPECT_THAT(refusal("/dev/null"), HasSubstr("/dev/null: is no regular file"));
  EXPECT_THROW(read("cut.glb", "glTF\2\0\0\0"), InputError);
}

TEST_F(MeshIo, a_face_that_names_a_vertex_that_is_not_there_and_a_file_that_is_cut_off_are_refused) {
  const std::string begin =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
      "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n";
  EXPECT_EQ(read("good.ply", begin + "0 1 0\n3 0 1 2\n").triangles.size(), 1U);
  for (const char* face : {"3 0 1 7\n", "3 0 1 3\n", "3 0 1 -1\n"})
    EXPECT_THROW(read("bad.ply", begin + "0 1 0\n" + face), InputError) << face;
  EXPECT_THAT(refusal_of([&] { read("cut.ply", begin); }), HasSubstr("is cut off"));
}

TEST_F(MeshIo, a_face_without_vertices_is_refused) {
  EXPECT_THROW(read("off.off", "OFF\n3 2 0\n0 0 0\n1 0 0\n0 1 0\n"), InputError);
}

TEST_F(MeshIo, a_model_too_far_from_the_origin_for_single_precision_is_a_warning) {
  read("near.obj", "v 0 -10000 0\nv 2 -10000 0\nv 2 -10002 0\nf 1 2 3\n");
  EXPECT_THAT(warnings, IsEmpty());
  read("far.obj", "v 500123 -4500456 120\nv 500125 -4500456 120\nv 500125 -4500458 120\nf 1 2 3\n");
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("far.obj: is so far from the origin that single precision blurs it")));
}

TEST_F(MeshIo, triangles_too_large_to_be_used_are_said_to_be_broken) {
  EXPECT_THAT(refusal_of([&] { read("huge.obj", "v 0 0 0\nv 4e29 0 0\nv 0 4e29 0\nf 1 2 3\n"); }),
              HasSubstr("no triangle that can be used, but 1 broken one"));
}

TEST(MeshFile, extensions_are_known) {
  EXPECT_TRUE(is_mesh_file("a/b.OBJ"));
  EXPECT_TRUE(is_mesh_file("b.glb"));
  EXPECT_FALSE(is_mesh_file("b.png"));
  EXPECT_TRUE(is_mesh_file("ogre.mesh.xml"));
  EXPECT_FALSE(is_mesh_file("settings.xml"));
  EXPECT_FALSE(is_mesh_file("obj"));
}

}  // namespace
}  // namespace syncdreamer
