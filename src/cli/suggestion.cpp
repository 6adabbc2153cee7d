#include "cli/suggestion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <numeric>

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

/// Whether an argument begins with an option that a command does not have: `--name`, or `-name`, which is no short
/// option with its value, as `-oname` is, and no number.
bool is_unknown_option(const CLI::App& command, const std::string& argument) {
  if (argument.starts_with("--")) {
    const std::vector<std::string> known = option_names(command);
    return std::ranges::find(known, name_of(argument)) == known.end();
  }
  if (argument.size() < 2 || argument[0] != '-' || std::isalpha(static_cast<unsigned char>(argument[1])) == 0)
    return false;
  return std::ranges::none_of(command.get_options(),
                              [&](const CLI::Option* option) { return option->check_sname(argument.substr(1, 1)); });
}

/// The subcommand of this name, if it is one.
const CLI::App* subcommand_of(const CLI::App& app, const std::string& name) {
  const auto commands = app.get_subcommands([&](const CLI::App* each) { return each->check_name(name); });
  return commands.empty() ? nullptr : commands.front();
}

bool has_subcommands(const CLI::App& app) {
  return !app.get_subcommands([](const CLI::App*) { return true; }).empty();
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  std::string best;
  int best_distance = std::max(2, static_cast<int>(word.size()) / 3) + 1;
  for (const std::string& candidate : known) {
    const int distance = edit_distance(word, candidate);
    if (distance < best_distance) best_distance = distance, best = candidate;
  }
  return best;
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

std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string words;
  for (const std::string& argument : arguments) {
    if (argument.starts_with('-') || !has_subcommands(*command)) return {};
    words += (words.empty() ? "" : " ") + argument;
    command = subcommand_of(*command, argument);
    if (command == nullptr) return words;
  }
  return {};
}

std::string unknown_option(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (is_unknown_option(*command, argument)) return name_of(argument);
    if (const CLI::App* named = subcommand_of(*command, argument)) {
      command = named;
    }
  }
  return {};
}

std::string suggest_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  for (const std::string& argument : arguments) {
    if (is_unknown_option(*command, argument)) {
      const std::string long_name = std::string(argument.starts_with("--") ? "" : "-").append(name_of(argument));
      const std::string best = argument.size() > 2 ? nearest(long_name, option_names(*command)) : "";
      if (!best.empty()) return best;
    }
    if (argument.starts_with('-')) continue;
    if (const CLI::App* named = subcommand_of(*command, argument)) {
      command = named;
    } else if (has_subcommands(*command)) {
      return nearest(argument, command_names(*command));
    }
  }
  return {};
}

}  // namespace syncdreamer
