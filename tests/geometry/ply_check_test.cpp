#include "geometry/ply_check.h"

#include <gmock/gmock.h>

#include <string>

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
    return refusal_of([&] { check_ply(folder / "a.ply"); });
  }

  const TemporaryFolder folder;
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

}  // namespace
}  // namespace syncdreamer
