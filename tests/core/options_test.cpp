#include "core/options.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

struct Inner {
  double eta = 0.5;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("eta", self.eta, "noise");
  }
};

struct Outer {
  int steps = 50;
  std::vector<int> dims{1, 2};
  Inner inner;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("steps", self.steps, "number of steps");
    field("dims", self.dims, "channels");
    field("inner", self.inner, "nested");
  }
};

struct Maybe {
  std::optional<double> angle;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("angle", self.angle, "may be left open");
  }
};

struct Named {
  std::optional<double> angle = 3;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("angle", self.angle, "has a value unless it is taken away");
  }
};

TEST(Options, null_takes_a_default_away) {
  EXPECT_EQ(options_from_json<Named>(nlohmann::json::object(), "test").angle, 3);
  EXPECT_EQ(options_from_json<Named>(nlohmann::json{{"angle", nullptr}}, "test").angle, std::nullopt);
}

TEST(Options, members_without_a_value_are_null) {
  EXPECT_EQ(options_to_json(Maybe{}).dump(), R"({"angle":null})");
  EXPECT_EQ(options_to_json(Maybe{.angle = 2.5}).dump(), R"({"angle":2.5})");
  const auto read = [](const char* text) {
    return options_from_json<Maybe>(nlohmann::json::parse(text), "test").angle;
  };
  EXPECT_EQ(read(R"({"angle": 7})"), 7);
  EXPECT_EQ(read(R"({"angle": null})"), std::nullopt);
  EXPECT_EQ(read("{}"), std::nullopt);
  EXPECT_EQ(refusal_of([&] { read(R"({"angle": "steep"})"); }), "test: angle: found \"steep\", expected a number");
}

std::string refusal(const char* text) {
  return refusal_of([&] { options_from_json<Outer>(nlohmann::json::parse(text), "config.json"); });
}

TEST(Options, numbers_that_the_member_cannot_hold_are_errors) {
  EXPECT_EQ(refusal(R"({"steps": 4294967297})"),
            "config.json: steps: found 4294967297, expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"({"steps": 18446744073709551615})"),
            "config.json: steps: found 18446744073709551615, expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"({"dims": [3, 2.5]})"),
            "config.json: dims: found [3,2.5], expected a list of whole numbers from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"({"dims": [-4294967297]})"),
            "config.json: dims: found [-4294967297], expected a list of whole numbers from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"({"dims": {"a": 1}})"),
            "config.json: dims: found {\"a\":1}, expected a list of whole numbers from -2147483648 to 2147483647");
}

TEST(Options, survive_a_round_trip_through_json) {
  Outer options;
  options.steps = 7;
  options.dims = {3};
  options.inner.eta = 0.25;
  const Outer read = options_from_json<Outer>(options_to_json(options), "test");
  EXPECT_EQ(read.steps, 7);
  EXPECT_EQ(read.dims, std::vector<int>{3});
  EXPECT_EQ(read.inner.eta, 0.25);
}

TEST(Options, keep_defaults_that_the_json_does_not_name) {
  const Outer read = options_from_json<Outer>(nlohmann::json::parse(R"({"inner": {"eta": 1}})"), "test");
  EXPECT_EQ(read.steps, 50);
  EXPECT_EQ(read.inner.eta, 1);
}

TEST(Options, keep_what_they_are_given_beside_the_json) {
  Outer options;
  options.steps = 7;
  options.inner.eta = 0.25;
  const Outer read = options_from_json<Outer>(nlohmann::json::parse(R"({"inner": {}, "dims": [3]})"), "test", options);
  EXPECT_EQ(read.steps, 7);
  EXPECT_EQ(read.inner.eta, 0.25);
  EXPECT_EQ(read.dims, std::vector<int>{3});
}

TEST(Options, unknown_keys_are_errors_that_name_the_known_ones) {
  EXPECT_EQ(refusal(R"({"stepz": 3})"), "config.json: unknown key 'stepz', expected one of steps, dims, inner");
  EXPECT_EQ(refusal(R"({"inner": {"etta": 3}})"), "config.json: inner: unknown key 'etta', expected one of eta");
}

TEST(Options, wrong_types_are_errors_that_show_a_right_one) {
  EXPECT_EQ(refusal(R"({"steps": "many"})"),
            "config.json: steps: found \"many\", expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"({"steps": 2.5})"),
            "config.json: steps: found 2.5, expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(refusal(R"([1])"), "config.json: found a list, expected an object");
  EXPECT_EQ(refusal("5"), "config.json: found 5, expected an object");
}

struct OfAllKinds {
  bool yes = true;
  double share = 0.5;
  std::uint64_t seed = 1;
  std::int64_t count = 1;
  std::string name;
  std::vector<std::string> folders;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("yes", self.yes, "");
    field("share", self.share, "");
    field("seed", self.seed, "");
    field("count", self.count, "");
    field("name", self.name, "");
    field("folders", self.folders, "");
  }
};

TEST(Options, values_of_the_wrong_kind_are_told_what_is_expected) {
  const auto refusal = [](const char* text) {
    return refusal_of([&] { options_from_json<OfAllKinds>(nlohmann::json::parse(text), "a.json"); });
  };
  EXPECT_EQ(refusal(R"({"yes": "x"})"), "a.json: yes: found \"x\", expected true or false");
  EXPECT_EQ(refusal(R"({"share": "x"})"), "a.json: share: found \"x\", expected a number");
  EXPECT_EQ(refusal(R"({"seed": -1})"),
            "a.json: seed: found -1, expected a whole number from 0 to 18446744073709551615");
  EXPECT_EQ(refusal(R"({"count": "x"})"), "a.json: count: found \"x\", expected a whole number");
  EXPECT_EQ(refusal(R"({"name": 3})"), "a.json: name: found 3, expected a text");
  EXPECT_EQ(refusal(R"({"folders": "data"})"), "a.json: folders: found \"data\", expected a list of texts");
  EXPECT_EQ(refusal(R"({"folders": [1]})"), "a.json: folders: found [1], expected a list of texts");
}

struct WithPair {
  std::array<int, 2> range{1, 2};

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& field) {
    field("range", self.range, "two numbers");
  }
};

TEST(Options, lists_of_fixed_length_take_no_other_length) {
  const auto range_of = [](const char* text) {
    return options_from_json<WithPair>(nlohmann::json::parse(text), "config.json").range;
  };
  EXPECT_EQ(range_of(R"({"range": [3, 4]})"), (std::array{3, 4}));
  EXPECT_EQ(refusal_of([&] { range_of(R"({"range": [3, 4, 5]})"); }),
            "config.json: range: found [3,4,5], expected a list of 2 whole numbers from -2147483648 to 2147483647");
  EXPECT_EQ(refusal_of([&] { range_of(R"({"range": [3]})"); }),
            "config.json: range: found [3], expected a list of 2 whole numbers from -2147483648 to 2147483647");
}

}  // namespace
}  // namespace syncdreamer
