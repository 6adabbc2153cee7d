#include "geometry/assimp_files.h"

#include <gtest/gtest.h>

#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(AssimpFiles, obj_coordinates_get_a_digit_before_the_point) {
  EXPECT_EQ(obj_for_assimp("v .5 -.25 +.75\nvt\t.5 1.5\r\n  vn 0 .0 1."),
            "v 0.5 -0.25 +0.75\nvt\t0.5 1.5\r\n  vn 0 0.0 1.");
}

TEST(AssimpFiles, a_byte_order_mark_does_not_hide_the_first_vertex_of_an_obj) {
  EXPECT_EQ(obj_for_assimp("\xEF\xBB\xBFv .5 0 0\n"), "v 0.5 0 0\n");
}

TEST(AssimpFiles, other_lines_of_obj_stay_as_they_are) {
  const std::string text = "# a .5 b\nmtllib .my.mtl\nusemtl .5\no -.x\nf 1/1 2/2 3/3\n\n";
  EXPECT_EQ(obj_for_assimp(text), text);
  EXPECT_EQ(obj_for_assimp(""), "");
}

TEST(AssimpFiles, the_first_binary_number_of_a_ply_begins_with_no_line_end) {
  const std::string header = "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nend_header\n";
  EXPECT_EQ(ply_for_assimp(header + "\n\1\2\3"), header + "\x0B\1\2\3");
  EXPECT_EQ(ply_for_assimp(header + "\r\1\2\3"), header + "\x0E\1\2\3");
  EXPECT_EQ(ply_for_assimp(header + "\t\1\2\3"), header + "\t\1\2\3");
}

TEST(AssimpFiles, colours_of_old_scans_in_ply_are_renamed_in_the_header_alone) {
  const std::string begin = "ply\nformat ascii 1.0\ncomment x\nelement vertex 1\n", data = "0 diffuse_red";
  EXPECT_EQ(ply_for_assimp(begin + "property uchar diffuse_red\nproperty uchar diffuse_blue\nend_header\n" + data),
            begin + "property uchar red\nproperty uchar blue\nend_header\r\n" + data);
  EXPECT_EQ(ply_for_assimp("no header"), "no header");
}

TEST(AssimpFiles, names_that_are_uris_are_found) {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary / "its%20name";
  make_folder(folder);
  write_file(folder / "a b%.bin", "abc");
  const auto files = files_for_assimp(folder);
  for (const char* const name : {"a b%.bin", "a%20b%25.bin"}) {
    Assimp::IOStream* const stream = files->Open((folder / name).c_str(), "rb");
    ASSERT_NE(stream, nullptr) << name;
    EXPECT_EQ(stream->FileSize(), 3u) << name;
    files->Close(stream);
  }
  EXPECT_EQ(files->Open((folder / "a%20c.bin").c_str(), "rb"), nullptr);
}

}  // namespace
}  // namespace syncdreamer
