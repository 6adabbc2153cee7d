#include "cli/suggestion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <numeric>
#include <system_error>

namespace syncdreamer {
namespace {

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

/// `--name` of `--name=value`.
std::string name_of(const std::string& argument) {
  return argument.substr(0, argument.find('='));
}

bool has_option(const CLI::App& command, const std::string& name) {
  return command.get_option_no_throw(name) != nullptr;
}

/// Whether an argument has one dash of an option's two, and its letter is a short option that takes a value: `-out`.
bool lacks_dash(const CLI::App& command, const std::string& argument) {
  const CLI::Option* const option = command.get_option_no_throw(argument.substr(0, 2));
  return argument.size() > 2 && !argument.starts_with("--") && option != nullptr &&
         option->get_items_expected_max() > 0 && has_option(command, "-" + name_of(argument));
}

/// Whether an argument begins with an option that a command does not have: `--name`, or `-name`, which is no short
/// option with its value, as `-oname` is, and no number.
bool is_unknown_option(const CLI::App& command, const std::string& argument) {
  if (argument.starts_with("--")) return !has_option(command, name_of(argument));
  if (argument.size() < 2 || argument[0] != '-' || std::isalpha(static_cast<unsigned char>(argument[1])) == 0)
    return false;
  return command.get_option_no_throw(argument.substr(0, 2)) == nullptr || lacks_dash(command, argument);
}

/// How many values an argument needs behind it, however these look: those of the option that it names, if it has none
/// with it, as `--name=value` and `-nvalue` have.
int num_values_after(const CLI::App& command, const std::string& argument) {
  const CLI::Option* const option = command.get_option_no_throw(argument);
  return option == nullptr ? 0 : option->get_items_expected_min();
}

/// The subcommand of this name, if it is one.
const CLI::App* subcommand_of(const CLI::App& app, const std::string& name) {
  const auto commands = app.get_subcommands([&](const CLI::App* each) { return each->check_name(name); });
  return commands.empty() ? nullptr : commands.front();
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  std::string best;
  int best_distance = std::max(1, (static_cast<int>(word.size()) + 1) / 3) + 1;
  for (const std::string& candidate : known) {
    const int distance = edit_distance(word, candidate);
    if (distance < best_distance) best_distance = distance, best = candidate;
  }
  return best;
}

/// What was probably meant by an unknown option: where there is a file of that name, the file.
std::string meant_by_option(const CLI::App& command, const std::string& argument) {
  std::error_code absent;
  if (std::filesystem::exists(argument, absent)) return "./" + argument;
  const std::string long_name = (argument.starts_with("--") ? "" : "-") + name_of(argument);
  return argument.size() > 2 ? nearest(long_name, option_names(command)) : "";
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::optional<UnknownWord> unknown_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string commands;
  int num_values = 0;  // of an option, that follow
  for (const std::string& argument : arguments) {
    if (num_values > 0) {
      --num_values;
      continue;
    }
    if (argument == "--") break;
    if (is_unknown_option(*command, argument)) {
      return UnknownWord{"there is no option " + name_of(argument), meant_by_option(*command, argument),
                         lacks_dash(*command, argument)};
    }
    if (argument.starts_with('-')) {
      num_values = num_values_after(*command, argument);
      continue;
    }
    const CLI::App* const named = subcommand_of(*command, argument);
    if (named == nullptr && !command_names(*command).empty())
      return UnknownWord{"there is no command " + commands + argument, nearest(argument, command_names(*command))};
    if (named == nullptr) continue;
    command = named;
    commands += argument + " ";
  }
  return std::nullopt;
}

}  // namespace syncdreamer
