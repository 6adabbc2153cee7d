#include "cli/preview_file.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files.h"
#include "core/result_names.h"
#include "image/image_io.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(PreviewFile, shows_one_picture_after_another_until_it_is_over) {
  const TemporaryFolder folder;
  const auto file = folder / kPreviewName;
  {
    PreviewFile preview(file);
    EXPECT_FALSE(std::filesystem::exists(file));
    for (const std::uint8_t grey : {std::uint8_t{10}, std::uint8_t{20}}) {
      preview.show(Image(4, 4, 3, grey));
      EXPECT_EQ(read_image(file).at(0, 0, 0), grey);
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
