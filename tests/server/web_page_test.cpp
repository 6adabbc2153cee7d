#include "server/web_page.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>

#include "core/files.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kWeb = std::filesystem::path(SYNCDREAMER_SOURCE_DIR) / "web";

const WebFile* file_at(std::string_view path) {
  const auto files = web_files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const WebFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

TEST(WebPage, has_the_files_of_its_folder_as_they_are) {
  std::size_t num_files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kWeb)) {
    const std::string name = entry.path().filename().string();
    const WebFile* file = file_at(name);
    ASSERT_NE(file, nullptr) << name;
    EXPECT_EQ(file->content, read_file(entry.path())) << name;
    ++num_files;
  }
  EXPECT_GE(num_files, 5U);
}

TEST(WebPage, has_every_file_that_its_scripts_import_and_its_document_names) {
  const std::regex reference(R"re((?:from '\./|src="|href=")([^"']+)["'])re");
  std::size_t num_references = 0;
  for (const WebFile& file : web_files()) {
    if (file.path.starts_with("three/")) continue;
    const std::string text(file.content);
    for (std::sregex_iterator match(text.begin(), text.end(), reference), end; match != end;
         ++match, ++num_references) {
      EXPECT_NE(file_at((*match)[1].str()), nullptr) << file.path << " names " << (*match)[1];
    }
  }
  EXPECT_GE(num_references, 8U);
  EXPECT_THAT(file_at("three/examples/jsm/loaders/GLTFLoader.js")->content,
              HasSubstr("../../../build/three.module.js"));
}

TEST(WebPage, asks_for_the_elements_that_the_document_has) {
  const std::string document(file_at("index.html")->content);
  const std::regex query(R"re((?:querySelector\('#|part\(')([a-z-]+)'\))re");
  std::size_t num_queries = 0;
  for (const WebFile& file : web_files()) {
    if (file.path.starts_with("three/") || !file.path.ends_with(".js")) continue;
    const std::string text(file.content);
    for (std::sregex_iterator match(text.begin(), text.end(), query), end; match != end; ++match, ++num_queries) {
      EXPECT_THAT(document, HasSubstr("id=\"" + (*match)[1].str() + "\"")) << file.path;
    }
  }
  EXPECT_GE(num_queries, 10U);
}

TEST(WebPage, browsers_are_told_what_files_are) {
  EXPECT_THAT(content_type("index.html"), StartsWith("text/html"));
  EXPECT_THAT(content_type("three/build/three.module.js"), StartsWith("text/javascript"));
  EXPECT_EQ(content_type("view-000.png"), "image/png");
  EXPECT_EQ(content_type("mesh.glb"), "model/gltf-binary");
  EXPECT_EQ(content_type("mesh.ply"), "application/octet-stream");
  for (const WebFile& file : web_files()) EXPECT_NE(content_type(file.path), "application/octet-stream") << file.path;
}

}  // namespace
}  // namespace syncdreamer
