#include "cli/publish_report.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iostream>

#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;

TEST(PublishReport, leaves_nothing_of_the_table_to_come_after_the_file) {
  const TemporaryFolder folder;
  std::filebuf output;
  output.open(folder / "output.txt", std::ios::out);
  std::streambuf* const before = std::cout.rdbuf(&output);
  publish_report({.row_title = "view", .columns = {"psnr"}, .rows = {{"000", {20}}}}, folder / "figures.json");
  const std::string printed = read_file(folder / "output.txt");
  std::cout.rdbuf(before);
  EXPECT_THAT(printed, HasSubstr("20.0000"));
  EXPECT_THAT(read_file(folder / "figures.json"), HasSubstr("psnr"));
}

}  // namespace
}  // namespace syncdreamer
