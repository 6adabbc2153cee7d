#include "geometry/mesh_format.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "geometry/mesh_io.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(MeshFormat, is_told_by_the_extension_however_it_is_written) {
  EXPECT_EQ(mesh_format_of("a.glb/b.STL").up, FormatUp::z);
  EXPECT_FALSE(mesh_format_of("b.stl").has_materials);
  EXPECT_TRUE(mesh_format_of("b.Glb").is_up_sure);
  EXPECT_FALSE(mesh_format_of("b.blend").is_read);
  const MeshFormat other = mesh_format_of("b.obj");
  EXPECT_TRUE(other.up == FormatUp::y && !other.is_up_sure && other.has_materials && other.is_read);
  EXPECT_TRUE(is_obj_file("b.OBJ") && is_ply_file("b.ply") && is_gltf_file("b.Glb") && is_gltf_file("b.gltf"));
  EXPECT_FALSE(is_obj_file("obj") || is_ply_file("b.obj") || is_gltf_file("b.ply"));
}

TEST(MeshFormat, files_of_md5_are_z_up_unless_the_user_says_otherwise) {
  const TemporaryFolder folder;
  write_file(folder / "one.md5mesh",
             "MD5Version 10\n\nnumJoints 1\nnumMeshes 1\n\njoints {\n\"a\" -1 ( 0 0 0 ) ( 0 0 0 )\n}\n\n"
             "mesh {\nshader \"a\"\n\nnumverts 3\nvert 0 ( 0 0 ) 0 1\nvert 1 ( 0 0 ) 1 1\nvert 2 ( 0 0 ) 2 1\n\n"
             "numtris 1\ntri 0 0 1 2\n\nnumweights 3\n"
             "weight 0 0 1.0 ( 0 0 0 )\nweight 1 0 1.0 ( 1 0 0 )\nweight 2 0 1.0 ( 0 0 3 )\n}\n");
  const auto size = [&](UpAxis up) { return bounding_box(read_mesh(folder / "one.md5mesh", up)).size(); };
  EXPECT_NEAR(length(size(UpAxis::by_format) - Vec3{1, 0, 3}), 0, 1e-6);
  EXPECT_NEAR(length(size(UpAxis::z) - Vec3{1, 0, 3}), 0, 1e-6);
  EXPECT_NEAR(length(size(UpAxis::y) - Vec3{1, 3, 0}), 0, 1e-6);
}

/// A tetrahedron, 1 m wide, half a metre deep and 5 m high.
constexpr const char* kIfc = R"(ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('t','2020-01-01T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('IFC2X3'));
ENDSEC;
DATA;
#1=IFCPERSON($,'a',$,$,$,$,$,$);
#2=IFCORGANIZATION($,'a',$,$,$);
#3=IFCPERSONANDORGANIZATION(#1,#2,$);
#4=IFCAPPLICATION(#2,'1','a','a');
#5=IFCOWNERHISTORY(#3,#4,$,.ADDED.,$,$,$,0);
#6=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#7=IFCUNITASSIGNMENT((#6));
#10=IFCCARTESIANPOINT((0.,0.,0.));
#11=IFCDIRECTION((0.,0.,1.));
#12=IFCDIRECTION((1.,0.,0.));
#13=IFCAXIS2PLACEMENT3D(#10,#11,#12);
#14=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#13,$);
#15=IFCPROJECT('0000000000000000000001',#5,'p',$,$,$,$,(#14),#7);
#16=IFCLOCALPLACEMENT($,#13);
#17=IFCBUILDING('0000000000000000000002',#5,'b',$,$,#16,$,$,.ELEMENT.,$,$,$);
#18=IFCRELAGGREGATES('0000000000000000000003',#5,$,$,#15,(#17));
#20=IFCCARTESIANPOINT((0.,0.,0.));
#21=IFCCARTESIANPOINT((1.,0.,0.));
#22=IFCCARTESIANPOINT((0.,0.5,0.));
#23=IFCCARTESIANPOINT((0.,0.,5.));
#30=IFCPOLYLOOP((#20,#22,#21));
#31=IFCPOLYLOOP((#20,#21,#23));
#32=IFCPOLYLOOP((#21,#22,#23));
#33=IFCPOLYLOOP((#22,#20,#23));
#40=IFCFACEOUTERBOUND(#30,.T.);
#41=IFCFACEOUTERBOUND(#31,.T.);
#42=IFCFACEOUTERBOUND(#32,.T.);
#43=IFCFACEOUTERBOUND(#33,.T.);
#50=IFCFACE((#40));
#51=IFCFACE((#41));
#52=IFCFACE((#42));
#53=IFCFACE((#43));
#60=IFCCLOSEDSHELL((#50,#51,#52,#53));
#61=IFCFACETEDBREP(#60);
#62=IFCSHAPEREPRESENTATION(#14,'Body','Brep',(#61));
#63=IFCPRODUCTDEFINITIONSHAPE($,$,(#62));
#64=IFCBUILDINGELEMENTPROXY('0000000000000000000004',#5,'x',$,$,#16,#63,$,$);
#65=IFCRELCONTAINEDINSPATIALSTRUCTURE('0000000000000000000005',#5,$,$,(#64),#17);
ENDSEC;
END-ISO-10303-21;
)";

TEST(MeshFormat, files_of_ifc_are_z_up_whatever_their_extension) {
  const TemporaryFolder folder;
  for (const char* const name : {"a.ifc", "a.step", "a.stp"}) {
    write_file(folder / name, kIfc);
    const auto size = [&](UpAxis up) { return bounding_box(read_mesh(folder / name, up)).size(); };
    EXPECT_NEAR(length(size(UpAxis::by_format) - Vec3{1, 0.5, 5}), 0, 1e-6) << name;
    EXPECT_NEAR(length(size(UpAxis::z) - Vec3{1, 0.5, 5}), 0, 1e-6) << name;
  }
}

}  // namespace
}  // namespace syncdreamer
