#include "core/named_enum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "core/options.h"
#include "tests/support/refusal.h"

namespace syncdreamer {

enum class Colour { red, green };
constexpr auto enum_names(Colour) {
  return std::array{std::pair{Colour::red, "red"}, std::pair{Colour::green, "green"}};
}

struct PaintOptions {
  Colour colour = Colour::red;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("colour", self.colour, "of the paint");
  }
};

TEST(NamedEnum, values_go_to_names_and_back) {
  EXPECT_EQ(enum_name(Colour::green), "green");
  EXPECT_EQ(enum_value<Colour>("red"), Colour::red);
}

TEST(NamedEnum, an_unknown_name_is_refused_with_the_known_ones) {
  EXPECT_THAT(refusal_of([&] { enum_value<Colour>("blue"); }),
              testing::HasSubstr("'blue', expected one of red, green"));
}

TEST(NamedEnum, a_number_that_was_cast_is_a_mistake_of_the_caller) {
  EXPECT_NO_THROW(check_enum(Colour::green));
  EXPECT_THROW(check_enum(static_cast<Colour>(77)), std::logic_error);
}

TEST(NamedEnum, is_a_member_of_options) {
  EXPECT_EQ(options_to_json(PaintOptions{Colour::green}).dump(), R"({"colour":"green"})");
  EXPECT_EQ(options_from_json<PaintOptions>({{"colour", "green"}}, "test").colour, Colour::green);
  EXPECT_THROW(options_from_json<PaintOptions>({{"colour", "blue"}}, "test"), InputError);
  EXPECT_THROW(options_from_json<PaintOptions>({{"colour", 3}}, "test"), InputError);
}

}  // namespace syncdreamer
