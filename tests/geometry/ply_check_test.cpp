#include "geometry/ply_check.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "core/files.h"
#include "tests/support/refusal.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

class PlyCheck : public testing::Test {
 protected:
  std::string refusal(const std::string& ply) {
    write_file(folder / "a.ply", ply);
    return refusal_of([&] { check_ply(folder / "a.ply", reporter); });
  }

  const TemporaryFolder folder;
  std::vector<std::string> warnings;
  const Reporter reporter{.on_warning = [this](std::string_view sentence) { warnings.emplace_back(sentence); }};
};

TEST_F(PlyCheck, text_with_fewer_lines_than_announced_is_cut_off) {
  const std::string header =
      "ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nelement face 1\n"
      "property list uchar int vertex_indices\nend_header\n";
  EXPECT_EQ(refusal(header + "0\n\n1\n3 0 1 1\n"), "no error") << "empty lines do not count";
  EXPECT_EQ(refusal(header + "0\n1\n3 0 1 1"), "no error") << "the last line needs no end";
  EXPECT_THAT(refusal(header + "0\n1\n"), HasSubstr("is cut off: found 2 lines after its header, expected 3"));
  EXPECT_THAT(refusal(header), HasSubstr("is cut off: found 0 lines after its header, expected 3"));
}

TEST_F(PlyCheck, numbers_in_binary_have_no_lines) {
  EXPECT_EQ(refusal("ply\nformat binary_little_endian 1.0\nelement vertex 9\nproperty float x\nend_header\n"),
            "no error");
}

TEST_F(PlyCheck, a_file_without_the_end_of_a_header_is_left_to_the_reader) {
  EXPECT_EQ(refusal("ply\nformat ascii 1.0\nelement vertex 9\n"), "no error");
  EXPECT_EQ(refusal(""), "no error");
}

TEST_F(PlyCheck, colours_of_faces_are_warned_of_and_those_of_vertices_are_not) {
  const std::string begin = "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty float x\n";
  const std::string faces = "element face 1\nproperty list uchar int vertex_indices\n", red = "property uchar red\n";
  EXPECT_EQ(refusal(begin + red + faces + "end_header\n"), "no error");
  EXPECT_THAT(warnings, testing::IsEmpty());
  EXPECT_EQ(refusal(begin + faces + red + "end_header\n"), "no error");
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("a.ply: the colours of its faces are left out")));
}

}  // namespace
}  // namespace syncdreamer
