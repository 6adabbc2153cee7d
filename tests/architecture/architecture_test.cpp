// The rules of the tree, read from the sources as they are.

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/architecture/source_tree.h"

namespace syncdreamer {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::size_t kMaxFileLines = 500, kMaxColumns = 120;
constexpr int kMaxFunctionLines = 60;

const std::vector<SourceFile>& product() {
  static const std::vector<SourceFile> files = source_files("src");
  return files;
}

std::vector<SourceFile> everything() {
  std::vector<SourceFile> files = product();
  for (const char* folder : {"tests", "bench"}) {
    const auto more = source_files(folder);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

std::map<std::string, Layer> layers_by_name() {
  std::map<std::string, Layer> named;
  for (const Layer& layer : layers()) named[layer.name] = layer;
  return named;
}

/// The files of `src` by the name by which they are included.
std::map<std::string, const SourceFile*> includable() {
  std::map<std::string, const SourceFile*> files;
  for (const SourceFile& file : product()) files[file.path.lexically_relative("src").generic_string()] = &file;
  return files;
}

bool is_torch(const std::string& include) {
  return include.starts_with("torch/") || include.starts_with("ATen/") || include.starts_with("c10/");
}

bool may_use_torch(const SourceFile& file, const std::map<std::string, Layer>& layers) {
  const Layer& layer = layers.at(file.layer());
  return layer.uses_torch || layer.torch_stems.contains(file.path.stem().string());
}

/// A header of libtorch that a file includes, directly or through the tree's headers.
std::optional<std::string> torch_include(const SourceFile& file, std::set<std::string>& visited) {
  static const auto files = includable();
  for (const std::string& include : bracketed_includes(file)) {
    if (is_torch(include)) return file.path.string() + " includes " + include;
  }
  for (const std::string& include : quoted_includes(file)) {
    const auto found = files.find(include);
    if (found == files.end() || !visited.insert(include).second) continue;
    if (auto chain = torch_include(*found->second, visited)) return chain;
  }
  return std::nullopt;
}

TEST(Architecture, layers_depend_only_on_layers_below_them) {
  std::set<std::string> below;
  for (const Layer& layer : layers()) {
    for (const std::string& dependency : layer.dependencies) {
      EXPECT_THAT(below, Contains(dependency)) << layer.name << " depends on a layer that stands above it";
    }
    below.insert(layer.name);
  }
  EXPECT_THAT(below, SizeIs(testing::Ge(10U))) << "CMakeLists.txt was not understood";
}

TEST(Architecture, files_include_the_layers_that_theirs_names_and_no_others) {
  const auto named = layers_by_name();
  const auto files = includable();
  std::map<std::string, std::set<std::string>> included;
  for (const SourceFile& file : product()) {
    ASSERT_TRUE(named.contains(file.layer())) << file.path << ": no such layer in CMakeLists.txt";
    const Layer& layer = named.at(file.layer());
    for (const std::string& include : quoted_includes(file)) {
      EXPECT_TRUE(files.contains(include)) << file.path << " includes " << include << ", which is not in src/";
      const std::string other = include.substr(0, include.find('/'));
      EXPECT_TRUE(other == layer.name || layer.dependencies.contains(other))
          << file.path << " includes " << include << ", but " << layer.name << " does not depend on " << other;
      included[layer.name].insert(other);
    }
  }
  for (const auto& [name, layer] : named) {
    for (const std::string& dependency : layer.dependencies)
      EXPECT_TRUE(included[name].contains(dependency)) << name << " names " << dependency << " and includes none of it";
  }
}

TEST(Architecture, headers_of_layers_without_libtorch_do_not_include_it) {
  const auto named = layers_by_name();
  for (const SourceFile& file : product()) {
    if (may_use_torch(file, named)) continue;
    std::set<std::string> visited;
    const auto chain = torch_include(file, visited);
    EXPECT_FALSE(chain) << file.path << ": " << chain.value_or("");
  }
}

TEST(Architecture, nothing_includes_all_of_libtorch) {
  for (const SourceFile& file : everything()) {
    EXPECT_THAT(bracketed_includes(file), Not(Contains(AnyOf("torch/torch.h", "torch/all.h", "torch/extension.h"))))
        << file.path;
  }
}

TEST(Architecture, types_of_the_standard_library_are_named_with_their_namespace) {
  static const std::regex bare(R"((^|[^\w:])(u?int(8|16|32|64)|size|ptrdiff)_t\b)");
  for (const SourceFile& file : everything()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.find("_t") == std::string::npos) continue;
      EXPECT_FALSE(std::regex_search(line, bare)) << file.path.string() << ':' << i + 1 << ": " << line;
    }
  }
}

TEST(Architecture, headers_begin_with_pragma_once) {
  for (const SourceFile& file : everything()) {
    if (!file.is_header()) continue;
    const auto first = std::find_if(file.lines.begin(), file.lines.end(),
                                    [](const auto& line) { return !line.empty() && !line.starts_with("//"); });
    EXPECT_TRUE(first != file.lines.end() && *first == "#pragma once") << file.path;
  }
}

TEST(Architecture, files_are_short) {
  std::vector<SourceFile> files = everything();
  const std::vector<SourceFile> more = build_files();
  EXPECT_THAT(more, SizeIs(Ge(20U)));
  files.insert(files.end(), more.begin(), more.end());
  for (const SourceFile& file : files) {
    EXPECT_THAT(file.lines, SizeIs(Le(kMaxFileLines))) << file.path;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_LE(file.lines[i].size(), kMaxColumns) << file.path.string() << ':' << i + 1;
    }
  }
}

TEST(Architecture, functions_are_short) {
  std::size_t num_functions = 0;
  for (const SourceFile& file : everything()) {
    for (const FunctionSpan& function : functions(file)) {
      ++num_functions;
      EXPECT_LE(function.num_lines, kMaxFunctionLines)
          << file.path.string() << ':' << function.line << ": " << function.first_line;
    }
  }
  EXPECT_GT(num_functions, 500U) << "the functions were not found";
}

TEST(Architecture, files_are_named_after_what_they_hold) {
  for (const SourceFile& file : everything()) {
    const std::string stem = file.path.stem().string();
    for (const char* vague : {"util", "common", "helper", "misc"}) {
      EXPECT_EQ(stem.find(vague), std::string::npos) << file.path;
    }
  }
}

/// Constants and types of a source's unnamed namespaces.
std::set<std::string> private_names(const SourceFile& file) {
  static const std::regex constant(R"(^(?:inline )?(?:constexpr|const) .*?\b(k[A-Z]\w*))");
  static const std::regex further_constant(R"(, (k[A-Z]\w*)(?: = |\{))");  // `constexpr int kA = 1, kB = 2;`
  static const std::regex type(R"(^(?:struct|class|enum class|using) (\w+)(?: [:={].*|)$)");
  std::set<std::string> names;
  bool is_private = false;
  for (const std::string& line : file.lines) {
    if (line.starts_with("namespace {")) is_private = true;
    if (line.starts_with("}  // namespace")) is_private = false;
    if (!is_private) continue;
    std::smatch found;
    const bool is_constant = std::regex_search(line, found, constant);
    if (is_constant || std::regex_search(line, found, type)) names.insert(found[1]);
    if (!is_constant) continue;
    for (std::sregex_iterator it(line.begin(), line.end(), further_constant), end; it != end; ++it)
      names.insert((*it)[1]);
  }
  return names;
}

TEST(Architecture, sources_that_may_be_compiled_together_name_their_constants_and_types_differently) {
  std::map<std::pair<std::string, std::string>, std::string> file_of;  // by folder and name
  for (const SourceFile& file : everything()) {
    if (file.path.extension() != ".cpp" || file.path.begin()->string() == "bench") continue;
    auto part = file.path.begin();
    const std::string root = (part++)->string(), folder = root + '/' + part->string();
    for (const std::string& name : private_names(file)) {
      const auto [first, is_new] = file_of.try_emplace({folder, name}, file.path.string());
      EXPECT_TRUE(is_new) << name << " in " << first->second << " and " << file.path;
    }
  }
  EXPECT_GT(file_of.size(), 100U);
}

TEST(Architecture, every_source_has_a_test_of_its_name) {
  std::set<std::string> tests;
  for (const SourceFile& file : source_files("tests")) tests.insert(file.path.generic_string());
  for (const SourceFile& file : product()) {
    if (file.is_header()) continue;
    auto test = "tests" / file.path.lexically_relative("src");
    test.replace_filename(test.stem().string() + "_test.cpp");
    EXPECT_TRUE(tests.contains(test.generic_string())) << file.path << " has no test of its name";
  }
}

TEST(SourceTree, functions_are_measured_from_signature_to_closing_brace) {
  const SourceFile file{"src/x/x.cpp",
                        {"int one(int a) {", "  return a;", "}", "", "// Long.", "int two(int a,", "        int b) {",
                         "  if (a) {", "    b = 1;", "  }", "  return b;", "}", "class C {",
                         " public:", "  int three() const {", "    return 3;", "  }", "};"}};
  const auto found = functions(file);
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(found[0].num_lines, 3);
  EXPECT_EQ(found[1].line, 6);
  EXPECT_EQ(found[1].num_lines, 7);
  EXPECT_EQ(found[2].num_lines, 3);
}

}  // namespace
}  // namespace syncdreamer
