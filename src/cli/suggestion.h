#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// Number of insertions, deletions and replacements of one character that turn `a` into `b` (Levenshtein).
int edit_distance(std::string_view a, std::string_view b);

/// A word of a command line that its command does not know.
struct UnknownWord {
  std::string sentence;     ///< `there is no command evaluate viws`, `there is no option --sed`
  std::string suggestion;   ///< what was probably meant: the nearest that there is; empty if none is near
  bool is_misread = false;  ///< whether it would pass for a short option with its value, as `-out` for `-o ut`
};

/// The first word that stands where a command is expected and is none, or looks like an option (`--name`, with or
/// without a value), is not the value of one and is none of its command; nothing if there is no such word.
std::optional<UnknownWord> unknown_word(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace syncdreamer
