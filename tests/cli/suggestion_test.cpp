#include "cli/suggestion.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace syncdreamer {
namespace {

TEST(Suggestion, edit_distance_counts_insertions_deletions_and_replacements) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("seed", "seed"), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3);
}

TEST(Suggestion, an_unknown_word_gets_the_nearest_known_one_of_its_command) {
  CLI::App app;
  CLI::App* const cut = app.add_subcommand("cut", "");
  app.add_subcommand("polish", "");
  int depth = 0;
  cut->add_option("--depth", depth, "");
  EXPECT_EQ(suggest_word(app, {"polsh"}), "polish");
  EXPECT_EQ(suggest_word(app, {"cut", "--dept", "3"}), "--depth");
  EXPECT_EQ(suggest_word(app, {"cut", "--depht=3"}), "--depth");
  EXPECT_EQ(suggest_word(app, {"cut", "--entirely-different"}), "");
  EXPECT_EQ(suggest_word(app, {"cut", "-depth", "3"}), "--depth");
  EXPECT_EQ(suggest_word(app, {"cut", "-d"}), "");
  EXPECT_EQ(suggest_word(app, {"cut", "--depth", "-3"}), "");
}

TEST(Suggestion, a_word_in_the_place_of_a_command_is_told_from_others) {
  CLI::App app;
  CLI::App* const cut = app.add_subcommand("cut", "");
  cut->add_subcommand("wood", "");
  EXPECT_EQ(unknown_command(app, {"cutt", "wood"}), "cutt");
  EXPECT_EQ(unknown_command(app, {"cut", "wod", "--deep"}), "cut wod");
  EXPECT_EQ(unknown_command(app, {"cut", "wood", "oak"}), "");
  EXPECT_EQ(unknown_command(app, {"cut", "--deep"}), "");
  EXPECT_EQ(unknown_command(app, {}), "");
}

TEST(Suggestion, an_option_of_another_command_is_unknown) {
  CLI::App app;
  CLI::App* const cut = app.add_subcommand("cut", "");
  app.add_subcommand("polish", "");
  bool deep = false;
  cut->add_flag("--deep,!--no-deep", deep, "");
  std::string out;
  cut->add_option("-o,--out", out, "");
  EXPECT_EQ(unknown_option(app, {"cut", "--deep", "--no-deep", "-3", "--help"}), "");
  EXPECT_EQ(unknown_option(app, {"cut", "--depth=3", "--width"}), "--depth");
  EXPECT_EQ(unknown_option(app, {"polish", "--deep"}), "--deep");
  EXPECT_EQ(unknown_option(app, {"cut", "--", "--depth"}), "");
  EXPECT_EQ(unknown_option(app, {"cut", "-o", "x", "-oname", "-3"}), "");
  EXPECT_EQ(unknown_option(app, {"cut", "-deep"}), "-deep");
  EXPECT_EQ(unknown_option(app, {"-v"}), "-v");
}

}  // namespace
}  // namespace syncdreamer
