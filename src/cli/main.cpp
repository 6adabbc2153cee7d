#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/suggestion.h"
#include "cli/waiting_threads.h"
#include "core/error.h"
#include "core/machine_memory.h"
#include "core/printable.h"
#include "core/version.h"

namespace {

constexpr int kFailed = 1, kWrongUsage = 2;
constexpr std::size_t kLongestSentence = 2000;

/// What CLI11 says of a number of values, as this program says such.
std::string sentence_of_mismatch(const std::string& text) {
  const std::string option = text.substr(0, text.find(": "));
  const auto received = text.rfind(" received ");
  if (received != std::string::npos && text.find(": At Most 1 ") != std::string::npos)
    return option + ": found " + text.substr(received + 10) + " times, expected once";
  if (const auto missing = text.find(" required "); missing != std::string::npos && text.ends_with(" missing")) {
    const std::string number = text.substr(option.size() + 2, missing - option.size() - 2);
    return option + ": found too few values, expected " + number;
  }
  return text;
}

/// Prints why the command line was not understood, with what was probably meant if that is known.
int report_usage(const std::string& sentence, const std::string& suggestion = "") {
  std::fprintf(stderr, "%s\n", syncdreamer::printable(sentence, kLongestSentence).c_str());
  if (!suggestion.empty()) std::fprintf(stderr, "Did you mean %s?\n", syncdreamer::printable(suggestion).c_str());
  std::fprintf(stderr, "Run with --help for more information.\n");
  return kWrongUsage;
}

/// Prints why a command failed; names out of files, which may hold anything, as people can read them.
int report_failure(const std::string& sentence) {
  syncdreamer::end_progress_line();
  std::fprintf(stderr, "error: %s\n", syncdreamer::printable(sentence, kLongestSentence).c_str());
  return kFailed;
}

/// The help, without `{false}` behind the names that switch something off.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    std::string name = Formatter::make_option_name(option, is_positional);
    if (const auto place = name.find("{false}"); place != std::string::npos) name.erase(place, 7);
    return name;
  }
};

int run(int argc, char** argv) {
  CLI::App app("One picture of an object in, sixteen consistent views and a mesh out.", "syncdreamer");
  app.set_version_flag("--version", syncdreamer::kVersion);
  app.require_subcommand(1);
  app.formatter(std::make_shared<HelpFormatter>());
  syncdreamer::keep_freed_memory();
  syncdreamer::add_create_command(app);
  syncdreamer::add_generate_command(app);
  syncdreamer::add_reconstruct_command(app);
  syncdreamer::add_render_command(app);
  syncdreamer::add_objects_command(app);
  syncdreamer::add_train_command(app);
  syncdreamer::add_evaluate_command(app);
  syncdreamer::add_inspect_command(app);
  syncdreamer::add_convert_command(app);
  syncdreamer::add_serve_command(app);
  const auto unknown = syncdreamer::unknown_word(app, std::vector<std::string>(argv + 1, argv + argc));
  if (unknown && unknown->is_misread) return report_usage(unknown->sentence, unknown->suggestion);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return unknown ? report_usage(unknown->sentence, unknown->suggestion)
                   : report_usage(sentence_of_mismatch(error.what()));
  } catch (const std::exception& error) {
    return report_failure(syncdreamer::sentence_of(error));
  }
  return 0;
}

#ifdef __linux__
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)(int, char**,
                                                                             char**) = syncdreamer::shorten_waits;
#endif

}  // namespace

int main(int argc, char** argv) {
  const int exit_code = run(argc, argv);
  std::cout.flush();
  const bool is_written = std::cout && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  return exit_code == 0 && !is_written ? report_failure("the standard output cannot be written") : exit_code;
}
