#include "cli/preview_file.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "core/result_names.h"
#include "image/image_io.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(PreviewFile, shows_a_row_a_sample_until_it_is_over) {
  const TemporaryFolder folder;
  const auto file = folder / kPreviewName;
  {
    PreviewFile preview(file);
    EXPECT_FALSE(std::filesystem::exists(file));
    for (const std::uint8_t grey : {std::uint8_t{10}, std::uint8_t{20}}) {
      preview.show({{Image(4, 4, 3, grey), Image(4, 4, 3, 50)}, {Image(4, 4, 3, 60), Image(4, 4, 3, 70)}});
      const Image shown = read_image(file);
      EXPECT_EQ(shown.width, 8);
      EXPECT_EQ(shown.height, 8);
      EXPECT_EQ(shown.at(0, 0, 0), grey);
      EXPECT_EQ(shown.at(7, 7, 0), 70);
    }
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(PreviewFile, leaves_alone_what_it_did_not_write) {
  const TemporaryFolder folder;
  write_file(folder / "preview.png", "mine");
  { PreviewFile preview(folder / "preview.png"); }
  EXPECT_EQ(read_file(folder / "preview.png"), "mine");
}

}  // namespace
}  // namespace syncdreamer
