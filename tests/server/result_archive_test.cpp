#include "server/result_archive.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <map>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

/// What an archive's files hold, by their names.
std::map<std::string, std::string> unpacked(const std::filesystem::path& path) {
  std::map<std::string, std::string> files;
  zip_t* const archive = zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  EXPECT_NE(archive, nullptr);
  for (zip_int64_t i = 0; archive != nullptr && i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    EXPECT_EQ(zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat), 0);
    std::string content(stat.size, '\0');
    zip_file_t* const file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()), static_cast<zip_int64_t>(content.size()));
    EXPECT_EQ(zip_fclose(file), 0) << "a wrong checksum";
    files[stat.name] = content;
  }
  if (archive != nullptr) zip_close(archive);
  return files;
}

TEST(ResultArchive, holds_the_files_of_a_folder_and_of_its_folders) {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path() / "0001-cup ü";
  write_file(folder / "mesh.obj", "mtllib mesh.mtl");
  write_file(folder / "masks" / "000.png", std::string("\0\1\2", 3));
  write_file(folder / "empty.txt", "");
  write_file(folder / ".hidden", "secret");
  write_file(folder / ".trash" / "mesh.obj", "secret");
  write_file(temporary.path() / "cup.zip", archive_of(folder));
  const std::map<std::string, std::string> expected{{"0001-cup ü/mesh.obj", "mtllib mesh.mtl"},
                                                    {"0001-cup ü/masks/000.png", std::string("\0\1\2", 3)},
                                                    {"0001-cup ü/empty.txt", ""}};
  EXPECT_EQ(unpacked(temporary.path() / "cup.zip"), expected);
}

TEST(ResultArchive, names_a_folder_that_cannot_be_read) {
  const TemporaryFolder temporary;
  EXPECT_THROW(archive_of(temporary.path() / "missing"), InputError);
}

}  // namespace
}  // namespace syncdreamer
