#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace syncdreamer {
namespace {

const std::filesystem::path& root() {
  static const std::filesystem::path folder = SYNCDREAMER_SOURCE_DIR;
  return folder;
}

std::vector<std::string> read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> matches(const SourceFile& file, const std::regex& pattern) {
  std::vector<std::string> found;
  for (const std::string& line : file.lines) {
    if (std::smatch match; std::regex_search(line, match, pattern)) found.push_back(match[1]);
  }
  return found;
}

std::vector<SourceFile> files_below(const std::filesystem::path& folder, const std::set<std::string>& extensions) {
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / folder)) {
    if (!entry.is_regular_file() || !extensions.contains(entry.path().extension().string())) continue;
    files.push_back({entry.path().lexically_relative(root()), read_lines(entry.path())});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// Whether a line may be the last one before a definition.
bool ends_statement(const std::string& line) {
  return line.empty() || line.ends_with(';') || line.ends_with('}') || line.ends_with('{') || line.ends_with(':') ||
         line.ends_with("\\") || line.starts_with('#') || line.find("//") == indentation(line);
}

Layer parse_layer(bool is_program, const std::string& arguments) {
  std::istringstream words(arguments);
  Layer layer;
  words >> layer.name;
  if (is_program) words >> layer.name;
  layer.uses_torch = is_program;
  std::string keyword;
  for (std::string word; words >> word;) {
    if (word == "TORCH") {
      layer.uses_torch = true;
    } else if (word == "DEPENDS" || word == "PACKAGES" || word == "TORCH_SOURCES") {
      keyword = word;
    } else if (keyword == "DEPENDS") {
      layer.dependencies.insert(word);
    } else if (keyword == "TORCH_SOURCES") {
      layer.torch_stems.insert(word);
    }
  }
  return layer;
}

}  // namespace

std::vector<SourceFile> source_files(const std::filesystem::path& folder) {
  return files_below(folder, {".h", ".cpp"});
}

std::vector<SourceFile> build_files() {
  std::vector<SourceFile> files;
  for (const char* name : {"CMakeLists.txt", "Makefile", "CMakePresets.json", ".ci/run"})
    files.push_back({name, read_lines(root() / name)});
  for (const char* folder : {"cmake", "tools", "bench", "tests", "configs", "examples", "src", "web"}) {
    const auto more = files_below(folder, {".cmake", ".txt", ".sh", ".py", ".json", ".cu", ".js", ".css", ".html", ""});
    files.insert(files.end(), more.begin(), more.end());
  }
  std::erase_if(files, [](const SourceFile& file) {
    const std::string path = file.path.generic_string();
    return path.starts_with("tests/golden") || path.starts_with("tests/fuzz/corpus");
  });
  return files;
}

std::vector<std::string> quoted_includes(const SourceFile& file) {
  return matches(file, std::regex(R"(^#include "([^"]+)\")"));
}

std::vector<std::string> bracketed_includes(const SourceFile& file) {
  return matches(file, std::regex("^#include <([^>]+)>"));
}

std::vector<FunctionSpan> functions(const SourceFile& file) {
  static const std::regex kOpening(R"(^( {0,2})\S.*\)( const| override| noexcept| mutable| -> [^{]+)* \{$)");
  std::vector<FunctionSpan> found;
  const auto& lines = file.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // The parameters of a long signature stand indented below its first line.
    if (!lines[i].ends_with('{') || lines[i].starts_with("  }")) continue;
    std::size_t first = i;
    while (first > 0 && !ends_statement(lines[first - 1])) --first;
    const std::size_t indent = indentation(lines[first]);
    std::string signature = lines[first];
    for (std::size_t k = first + 1; k <= i; ++k) signature.append(" ").append(lines[k], indentation(lines[k]));
    if (indent > 2 || !std::regex_match(signature, kOpening)) continue;
    const std::string closing = std::string(indent, ' ') + "}";
    const auto end = std::find(lines.begin() + static_cast<std::ptrdiff_t>(i), lines.end(), closing);
    if (end == lines.end()) continue;
    const auto last = static_cast<std::size_t>(end - lines.begin());
    found.push_back({lines[first], static_cast<int>(first) + 1, static_cast<int>(last - first) + 1});
    if (indent == 0) i = last;
  }
  return found;
}

std::vector<Layer> layers() {
  std::ifstream file(root() / "CMakeLists.txt");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  static const std::regex kCall(R"((?:^|\n) *add_(layer|program)\(([^)]*)\))");
  std::vector<Layer> found;
  for (std::sregex_iterator call(text.begin(), text.end(), kCall), end; call != end; ++call) {
    found.push_back(parse_layer((*call)[1] == "program", (*call)[2]));
  }
  return found;
}

}  // namespace syncdreamer
