#include "cli/suggestion.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <array>
#include <string>
#include <vector>

#include "core/files.h"
#include "tests/support/current_folder.h"
#include "tests/support/temporary_folder.h"

namespace syncdreamer {
namespace {

TEST(Suggestion, edit_distance_counts_insertions_deletions_and_replacements) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("seed", "seed"), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3);
}

/// An app with the commands `cut wood`, `cut stone` and `polish`.
class UnknownWords : public testing::Test {
 protected:
  UnknownWords() {
    cut_->add_subcommand("stone", "");
    wood_->add_option("--depth", depth_, "");
    wood_->add_option("-o,--out", out_, "");
    wood_->add_option("--size", size_, "");
    wood_->add_flag("--deep,!--no-deep", is_deep_, "");
    app_.add_subcommand("polish", "");
  }

  std::string sentence(const std::vector<std::string>& arguments) const {
    const auto word = unknown_word(app_, arguments);
    return word ? word->sentence : "";
  }

  std::string suggestion(const std::vector<std::string>& arguments) const {
    const auto word = unknown_word(app_, arguments);
    return word ? word->suggestion : "";
  }

  CLI::App app_;
  CLI::App* const cut_ = app_.add_subcommand("cut", "");
  CLI::App* const wood_ = cut_->add_subcommand("wood", "");
  int depth_ = 0;
  std::array<int, 2> size_{};
  std::string out_;
  bool is_deep_ = false;
};

TEST_F(UnknownWords, get_the_nearest_known_one_of_their_command) {
  EXPECT_EQ(suggestion({"polsh"}), "polish");
  EXPECT_EQ(suggestion({"cut", "woood"}), "wood");
  EXPECT_EQ(suggestion({"cut", "stnoe"}), "stone");
  EXPECT_EQ(suggestion({"cut", "wood", "--dept", "3"}), "--depth");
  EXPECT_EQ(suggestion({"cut", "wood", "--depht=3"}), "--depth");
  EXPECT_EQ(suggestion({"cut", "wood", "--entirely-different"}), "");
  EXPECT_EQ(suggestion({"cut", "wood", "--up"}), "") << "of its two letters one would be another";
  EXPECT_EQ(suggestion({"cut", "wood", "-depth", "3"}), "--depth");
  EXPECT_EQ(suggestion({"cut", "wood", "-d"}), "");
}

TEST_F(UnknownWords, in_the_place_of_a_command_are_told_from_others) {
  EXPECT_EQ(sentence({"cutt", "wood"}), "there is no command cutt");
  EXPECT_EQ(sentence({"cut", "wod", "--deep"}), "there is no command cut wod");
  EXPECT_EQ(sentence({"cut", "wood", "oak"}), "");
  EXPECT_EQ(sentence({}), "");
}

TEST_F(UnknownWords, are_options_of_another_command) {
  EXPECT_EQ(sentence({"cut", "wood", "--deep", "--no-deep", "-3", "--help"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "--depth", "-3"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "--length=3", "--width"}), "there is no option --length");
  EXPECT_EQ(sentence({"polish", "--deep"}), "there is no option --deep");
  EXPECT_EQ(sentence({"cut", "--deep"}), "there is no option --deep");
  EXPECT_EQ(sentence({"cut", "wood", "--", "--length"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "-o", "x", "-oname", "-3"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "-deep"}), "there is no option -deep");
  EXPECT_EQ(sentence({"-v"}), "there is no option -v");
}

TEST_F(UnknownWords, are_none_that_are_the_values_of_options) {
  EXPECT_EQ(sentence({"cut", "wood", "-o", "-out"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "--out", "--depht", "--size", "-a", "-b", "oak"}), "");
  EXPECT_EQ(sentence({"cut", "wood", "-o", "-o", "-out"}), "there is no option -out");
  EXPECT_EQ(sentence({"cut", "wood", "--out=x", "-out"}), "there is no option -out");
  EXPECT_EQ(sentence({"cut", "wood", "--deep", "-out"}), "there is no option -out");
  EXPECT_EQ(sentence({"cut", "wood", "--size", "-a", "-b", "-c"}), "there is no option -c");
}

TEST_F(UnknownWords, with_one_dash_are_no_short_option_with_its_value) {
  for (const char* argument : {"-out", "-out=here"}) {
    const auto word = unknown_word(app_, {"cut", "wood", argument});
    ASSERT_TRUE(word) << argument;
    EXPECT_EQ(word->sentence, "there is no option -out");
    EXPECT_EQ(word->suggestion, "--out");
    EXPECT_TRUE(word->is_misread);
  }
  EXPECT_FALSE(unknown_word(app_, {"cut", "wood", "-outer"})) << "a folder named uter";
  EXPECT_FALSE(unknown_word(app_, {"cut", "wood", "-help"})) << "which helps, for -h takes no value";
  EXPECT_FALSE(unknown_word(app_, {"cut", "wood", "-deep"})->is_misread);
}

TEST_F(UnknownWords, that_are_names_of_files_are_told_how_these_are_named) {
  const TemporaryFolder folder;
  write_file(folder / "-dash.png", "");
  const CurrentFolder current(folder.path());
  EXPECT_EQ(suggestion({"polish", "-dash.png"}), "./-dash.png");
  EXPECT_EQ(suggestion({"polish", "-plus.png"}), "");
}

}  // namespace
}  // namespace syncdreamer
