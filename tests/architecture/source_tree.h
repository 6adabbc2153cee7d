#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace syncdreamer {

/// A file of the tree as the rules see it.
struct SourceFile {
  std::filesystem::path path;  ///< from the root of the tree: `src/core/error.h`
  std::vector<std::string> lines;

  bool is_header() const { return path.extension() == ".h"; }
  /// `core` of `src/core/error.h`.
  std::string layer() const { return std::next(path.begin())->string(); }
};

/// The sources and headers below a folder of the tree, sorted by path.
std::vector<SourceFile> source_files(const std::filesystem::path& folder);

/// What else is written by hand and read by people, but for texts: the build, scripts, configurations, kernels of CUDA.
std::vector<SourceFile> build_files();

/// What a file includes in quotation marks, or in angle brackets.
std::vector<std::string> quoted_includes(const SourceFile& file);
std::vector<std::string> bracketed_includes(const SourceFile& file);

/// A function's definition in a file formatted by clang-format.
struct FunctionSpan {
  std::string first_line;
  int line = 0;  ///< counted from 1
  int num_lines = 0;
};

/// The functions at namespace scope and those defined inside classes.
std::vector<FunctionSpan> functions(const SourceFile& file);

/// A line `add_layer` or `add_program` of CMakeLists.txt.
struct Layer {
  std::string name;
  std::set<std::string> dependencies;
  bool uses_torch = false;            ///< all of its sources
  std::set<std::string> torch_stems;  ///< only these
};

/// The layers in the order of CMakeLists.txt, the program last.
std::vector<Layer> layers();

}  // namespace syncdreamer
