#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace syncdreamer {

/// Number of insertions, deletions and replacements of one character that turn `a` into `b` (Levenshtein).
int edit_distance(std::string_view a, std::string_view b);

/// The first word that stands where a command is expected and is none, after the commands before it: `evaluate viws`;
/// empty if there is none.
std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments);

/// The first argument that looks like an option (`--name`, with or without a value) and is none of its command; empty
/// if there is none.
std::string unknown_option(const CLI::App& app, const std::vector<std::string>& arguments);

/// The known command or option nearest to the first unknown word among the arguments; empty if none is near.
std::string suggest_word(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace syncdreamer
