#include "core/explained_json.h"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>

namespace syncdreamer {
namespace {

struct Part {
  double weight = 0.5;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("weight", self.weight, "how much it counts");
  }
};

struct Whole {
  int count = 3;
  std::string name = "a \"b\"";
  std::optional<double> angle = {};
  Part inner = {};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("count", self.count, "how many");
    field("name", self.name, "what it is called");
    field("angle", self.angle, "degrees; absent: as it comes");
    field("inner", self.inner, "what is inside");
  }
};

TEST(ExplainedJson, has_every_member_behind_its_explanation) {
  EXPECT_EQ(explained_json(Whole()), R"({
  // how many
  "count": 3,
  // what it is called
  "name": "a \"b\"",
  // degrees; absent: as it comes
  "angle": null,
  // what is inside
  "inner": {
    // how much it counts
    "weight": 0.5
  }
})");
}

TEST(ExplainedJson, is_read_back_as_the_same_options) {
  const auto json = nlohmann::json::parse(explained_json(Whole{.count = 7, .angle = 20}), nullptr, true, true);
  const Whole read = options_from_json<Whole>(json, "test");
  EXPECT_EQ(read.count, 7);
  EXPECT_EQ(read.angle, 20);
}

TEST(CommentLines, are_broken_between_words) {
  std::string sentence;
  for (int i = 0; i < 60; ++i) sentence += "word" + std::to_string(i) + " ";
  std::istringstream lines(comment_lines(sentence, 4));
  std::string found, line;
  while (std::getline(lines, line)) {
    EXPECT_LE(line.size(), 100U);
    EXPECT_EQ(line.substr(0, 7), "    // ");
    found += line.substr(7) + " ";
  }
  EXPECT_EQ(found, sentence);
}

}  // namespace
}  // namespace syncdreamer
