#include "core/json_text.h"

#include <gtest/gtest.h>

namespace syncdreamer {
namespace {

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

TEST(JsonText, errors_are_told_without_the_parser_s_name) {
  std::string said;
  try {
    [[maybe_unused]] const auto json = nlohmann::json::parse("{a}");
  } catch (const nlohmann::json::exception& error) {
    said = json_error_text(error);
  }
  EXPECT_TRUE(said.starts_with("line 1, column 2: syntax error")) << said;
}

}  // namespace
}  // namespace syncdreamer
