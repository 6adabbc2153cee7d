#include "core/json_text.h"

#include <gmock/gmock.h>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(JsonText, of_names_that_are_not_utf_8_can_be_read_again) {
  const nlohmann::ordered_json json{{"image", "caf\xe9.png"}, {"model", "чашка"}};
  const std::string text = json_text(json);
  EXPECT_EQ(text, "{\"image\":\"caf\uFFFD.png\",\"model\":\"чашка\"}");
  EXPECT_EQ(nlohmann::json::parse(text)["model"], "чашка");
}

TEST(JsonText, stands_on_lines_of_its_own_where_asked_to) {
  EXPECT_EQ(json_text(nlohmann::json{{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

TEST(JsonText, members_are_found_in_objects_alone) {
  const nlohmann::json object{{"a", 1}};
  ASSERT_NE(find_member(object, "a"), nullptr);
  EXPECT_EQ(*find_member(object, "a"), 1);
  EXPECT_EQ(find_member(object, "b"), nullptr);
  for (const nlohmann::json& other : {nlohmann::json(), nlohmann::json(1), nlohmann::json("a"), nlohmann::json{1, 2}})
    EXPECT_EQ(find_member(other, "a"), nullptr) << other;
}

TEST(JsonText, that_is_none_is_refused_by_place_without_the_parser_s_name) {
  EXPECT_EQ(parse_json(R"({"a": 1})", "a.json")["a"], 1);
  EXPECT_THAT(refusal_of([] { parse_json("{\n\x7f}", "a.json"); }),
              AllOf(StartsWith("a.json: is not valid JSON: line 2, column 1: syntax error"), Not(HasSubstr("\x7f"))));
}

TEST(JsonText, may_have_comments_where_they_are_asked_for_and_is_seen_while_it_is_parsed) {
  const std::string text = "[1, 2] // two";
  int num_values = 0;
  const auto count = [&](int, nlohmann::json::parse_event_t event, const nlohmann::json&) {
    if (event == nlohmann::json::parse_event_t::value) ++num_values;
    return true;
  };
  EXPECT_EQ(parse_json(text, "a.json", count, true).size(), 2U);
  EXPECT_EQ(num_values, 2);
  EXPECT_THAT(refusal_of([&] { parse_json(text, "a.json"); }), StartsWith("a.json: is not valid JSON"));
}

}  // namespace
}  // namespace syncdreamer
